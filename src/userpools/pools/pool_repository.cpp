#include "userpools/pools/pool_repository.h"

#include "api/codec.h"
#include "store/slices.h"
#include "userpools/users/password.h"

namespace poolhouse::userpools {
namespace {

PoolRef read_pool(const store::Row& row) {
  auto settings = api::decode_trusted<cognito_idp::UserPoolType>(row.text(1));
  return std::make_shared<const Pool>(Pool{.id = UserPoolId(row.text(0)),
                                           .settings = std::move(settings),
                                           .mixes_password_storage = row.integer(2) != 0});
}

// What a deleted pool may leave behind, and what its rows are deleted by.
constexpr struct {
  std::string_view table;
  std::string_view key;
} kLeftBehind[] = {
    {"sign_in_name", "name"},
    {"user_search", "attribute, value, sub"},
    {"verification_code", "sub"},
    {"attempt", "subject"},
    {"spent_state", "state_id"},
    {"token_family", "sub, origin_jti"},
    {"refresh_token", "sub, origin_jti, token_id"},
    {"group_member", "group_name, sub"},
    {"user_group", "group_name"},
    {"former_password", "sub"},
    {"user_account", "sub"},
};

}  // namespace

PoolRef find_pool(store::Connection& db, const UserPoolId& id) {
  const auto row = db.query_one(
      "SELECT pool_id, settings, mixes_password_storage FROM user_pool WHERE pool_id = $1", {id.value()});
  return row ? read_pool(*row) : nullptr;
}

void insert_pool(store::Connection& db, const Pool& pool) {
  db.execute(
      "INSERT INTO user_pool (pool_id, settings, mixes_password_storage, created_at, modified_at) "
      "VALUES ($1, $2, 0, $3, $4)",
      {pool.id.value(), api::encode(pool.settings), to_epoch_ms(*pool.settings.creation_date),
       to_epoch_ms(*pool.settings.last_modified_date)});
}

void update_pool(store::Connection& db, const Pool& before, const cognito_idp::UserPoolType& settings) {
  const bool mixes =
      before.mixes_password_storage || password_storage(before.settings) != password_storage(settings);
  db.execute(
      "UPDATE user_pool SET settings = $2, mixes_password_storage = $3, modified_at = $4 WHERE pool_id = $1",
      {before.id.value(), api::encode(settings), std::int64_t{mixes},
       to_epoch_ms(*settings.last_modified_date)});
}

void delete_pool(store::Connection& db, const UserPoolId& id, Time now) {
  db.execute("DELETE FROM app_client_pool WHERE pool_id = $1", {id.value()});
  db.execute("DELETE FROM app_client WHERE pool_id = $1", {id.value()});
  db.execute("DELETE FROM signing_key WHERE pool_id = $1", {id.value()});
  db.execute("DELETE FROM user_pool WHERE pool_id = $1", {id.value()});
  db.execute(
      "INSERT INTO deleted_pool (pool_id, deleted_at, sweep_at) VALUES ($1, $2, $2) "
      "ON CONFLICT (pool_id) DO NOTHING",
      {id.value(), to_epoch_ms(now)});
}

bool sweep_deleted_pools(store::Connection& db, Time now, std::int64_t limit) {
  const auto due = db.query_one(
      "SELECT pool_id, deleted_at FROM deleted_pool WHERE sweep_at <= $1 ORDER BY pool_id LIMIT 1",
      {to_epoch_ms(now)});
  if (!due) return false;
  const auto& pool = due->text(0);
  std::int64_t swept = 0;
  for (const auto& [table, key] : kLeftBehind)
    swept += store::delete_slice_of_pool(db, table, key, pool, limit);
  if (swept > 0) return true;
  const auto again_at = from_epoch_ms(due->integer(1)) + kSweptAgainAfter;
  if (now < again_at) {
    db.execute("UPDATE deleted_pool SET sweep_at = $2 WHERE pool_id = $1", {pool, to_epoch_ms(again_at)});
  } else {
    db.execute("DELETE FROM deleted_pool WHERE pool_id = $1", {pool});
  }
  return true;
}

std::vector<PoolRef> list_pools(store::Connection& db, std::string_view after, std::size_t limit) {
  std::vector<PoolRef> pools;
  for (const auto& row : db.query("SELECT pool_id, settings, mixes_password_storage FROM user_pool WHERE "
                                  "pool_id > $1 ORDER BY pool_id LIMIT $2",
                                  {std::string(after), static_cast<std::int64_t>(limit)})) {
    pools.push_back(read_pool(row));
  }
  return pools;
}

std::int64_t count_pools(store::Connection& db) {
  return db.query_one("SELECT count(*) FROM user_pool")->integer(0);
}

}  // namespace poolhouse::userpools
