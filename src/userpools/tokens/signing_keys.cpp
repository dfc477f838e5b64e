#include "userpools/tokens/signing_keys.h"

#include <fmt/format.h>

#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

namespace poolhouse::userpools {
namespace {

std::string row_identity(const UserPoolId& pool, const std::string& kid) {
  return fmt::format("signing_key|{}|{}", pool.value(), kid);
}

Secret open(const crypto::Sealer& sealer, const std::string& sealed, const std::string& identity) {
  auto key = sealer.open(sealed, identity);
  if (!key) throw std::runtime_error("a signing key does not open: is it of another master key?");
  return std::move(*key);
}

}  // namespace

SigningKeys::SigningKeys(store::Store& store, const crypto::MasterKeys& keys, Random& random)
    : store_(store), sealer_(keys, "signing key", random) {}

Task<std::shared_ptr<const PoolSigningKeys>> SigningKeys::find(UserPoolId pool) {
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = pools_.find(pool); found != pools_.end()) co_return found->second;
  }
  const auto rows = co_await store_.read([&pool](store::Connection& db) {
    return db.query("SELECT key_id, token_use, private_key FROM signing_key WHERE pool_id = $1",
                    {pool.value()});
  });
  std::optional<crypto::SigningKey> id_token;
  std::optional<crypto::SigningKey> access_token;
  for (const auto& row : rows) {
    auto& slot = row.text(1) == "id" ? id_token : access_token;
    slot = crypto::SigningKey::load(open(sealer_, row.blob(2), row_identity(pool, row.text(0))));
  }
  if (!id_token || !access_token) co_return nullptr;
  auto loaded = std::make_shared<const PoolSigningKeys>(PoolSigningKeys{*id_token, *access_token});
  const std::unique_lock lock(mutex_);
  if (pools_.size() >= kPoolsMax) pools_.clear();
  co_return pools_.try_emplace(pool, std::move(loaded)).first->second;
}

void SigningKeys::insert(store::Connection& db, const UserPoolId& pool, const Secret& id_token_key,
                         const Secret& access_token_key, Time now) const {
  const auto add = [&](const Secret& key, const char* use) {
    const auto kid = crypto::SigningKey::load(key).kid();
    db.execute(
        "INSERT INTO signing_key (pool_id, key_id, token_use, private_key, created_at) VALUES ($1, $2, $3, "
        "$4, $5)",
        {pool.value(), kid, std::string(use),
         store::Blob{sealer_.seal(key.reveal(), row_identity(pool, kid))}, to_epoch_ms(now)});
  };
  add(id_token_key, "id");
  add(access_token_key, "access");
}

void SigningKeys::forget(const UserPoolId& pool) {
  const std::unique_lock lock(mutex_);
  pools_.erase(pool);
}

SpareSigningKeys::SpareSigningKeys(store::Store& store, const crypto::MasterKeys& keys, CpuPool& cpu,
                                   Random& random)
    : store_(store), cpu_(cpu), random_(random), sealer_(keys, "spare signing key", random) {}

Task<std::pair<Secret, Secret>> SpareSigningKeys::take_pair() {
  const auto rows = co_await store_.write([](store::Connection& db) {
    return db.query(
        "DELETE FROM spare_signing_key WHERE key_id IN (SELECT key_id FROM spare_signing_key LIMIT 2) "
        "RETURNING key_id, private_key");
  });
  std::vector<Secret> keys;
  for (const auto& row : rows) keys.push_back(open(sealer_, row.blob(1), row.text(0)));
  while (keys.size() < 2) {
    keys.push_back(co_await cpu_.run(
        Lane::background, [] { return crypto::generate_signing_key(crypto::SignatureAlgorithm::rs256); }));
  }
  co_return std::pair(std::move(keys[0]), std::move(keys[1]));
}

Task<> SpareSigningKeys::restock() {
  const auto in_stock = co_await store_.read([](store::Connection& db) {
    return db.query_one("SELECT count(*) FROM spare_signing_key")->integer(0);
  });
  if (in_stock >= kKept) co_return;
  const auto key = co_await cpu_.run(
      Lane::background, [] { return crypto::generate_signing_key(crypto::SignatureAlgorithm::rs256); });
  co_await put(key);
}

Task<> SpareSigningKeys::put(const Secret& key) {
  const auto id = random_.uuid();
  const store::Blob sealed{sealer_.seal(key.reveal(), id)};
  co_await store_.write([&](store::Connection& db) {
    db.execute("INSERT INTO spare_signing_key (key_id, private_key) VALUES ($1, $2)", {id, sealed});
  });
}

}  // namespace poolhouse::userpools
