#include "userpools/settings_cache.h"

#include <fmt/format.h>

#include <mutex>

#include "api/cognito_idp/errors.h"
#include "userpools/pools/pool_repository.h"
#include "userpools/pools/require_pool.h"

namespace poolhouse::userpools {

SettingsCache::SettingsCache(store::Store& store, const AppClients& clients, const Clock& clock)
    : store_(store), clients_(clients), clock_(clock) {}

template <class Id, class Ref>
Ref SettingsCache::cached(const Entries<Id, Ref>& entries, const Id& id) const {
  const std::shared_lock lock(mutex_);
  const auto found = entries.find(id);
  if (found == entries.end() || clock_.now() >= found->second.loaded_at + kServedFor) return nullptr;
  return found->second.value;
}

template <class Id, class Ref>
void SettingsCache::keep(Entries<Id, Ref>& entries, const Id& id, const Ref& value, Time loaded_at,
                         std::uint64_t epoch) {
  const std::unique_lock lock(mutex_);
  if (epoch != epoch_) return;
  if (!value) {
    entries.erase(id);
    return;
  }
  if (entries.size() >= kEntriesMax) entries.clear();
  entries.insert_or_assign(id, Entry<Ref>{value, loaded_at});
}

Task<PoolRef> SettingsCache::find_pool(UserPoolId id) {
  if (auto pool = cached(pools_, id)) co_return pool;
  const auto loaded_at = clock_.now();
  const auto epoch = [this] {
    const std::shared_lock lock(mutex_);
    return epoch_;
  }();
  const auto pool =
      co_await store_.read([&id](store::Connection& db) { return userpools::find_pool(db, id); });
  keep(pools_, id, pool, loaded_at, epoch);
  co_return pool;
}

Task<AppClientRef> SettingsCache::find_client(ClientId id) {
  if (auto client = cached(app_clients_, id)) co_return client;
  const auto loaded_at = clock_.now();
  const auto epoch = [this] {
    const std::shared_lock lock(mutex_);
    return epoch_;
  }();
  const auto client =
      co_await store_.read([this, &id](store::Connection& db) { return clients_.find(db, id); });
  keep(app_clients_, id, client, loaded_at, epoch);
  co_return client;
}

Task<PoolRef> SettingsCache::require_pool(UserPoolId id) {
  auto pool = co_await find_pool(id);
  co_return pool_or_not_found(std::move(pool), id);
}

Task<AppClientRef> SettingsCache::require_client(ClientId id) {
  auto client = co_await find_client(id);
  if (!client) {
    throw cognito_idp::ResourceNotFoundException(
        fmt::format("User pool client {} does not exist.", id.value()));
  }
  co_return client;
}

void SettingsCache::forget(const UserPoolId& id) {
  const std::unique_lock lock(mutex_);
  ++epoch_;
  pools_.erase(id);
  std::erase_if(app_clients_, [&id](const auto& entry) { return entry.second.value->pool == id; });
}

void SettingsCache::forget(const ClientId& id) {
  const std::unique_lock lock(mutex_);
  ++epoch_;
  app_clients_.erase(id);
}

}  // namespace poolhouse::userpools
