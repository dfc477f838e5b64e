#include "userpools/tokens/token_family.h"

#include "store/slices.h"

namespace poolhouse::userpools {

void insert_token_family(store::Connection& db, const TokenFamily& family) {
  db.execute(
      "INSERT INTO token_family (pool_id, sub, origin_jti, client_id, expires_at, generation) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      {family.pool.value(), family.sub.value(), family.id.value(), family.client.value(),
       to_epoch_ms(family.expires_at), family.generation});
}

void revoke_token_family(store::Connection& db, const UserPoolId& pool, const Sub& sub, const OriginJti& id) {
  db.execute("DELETE FROM token_family WHERE pool_id = $1 AND sub = $2 AND origin_jti = $3",
             {pool.value(), sub.value(), id.value()});
}

void revoke_all_token_families(store::Connection& db, const UserPoolId& pool, const Sub& sub) {
  db.execute("DELETE FROM token_family WHERE pool_id = $1 AND sub = $2", {pool.value(), sub.value()});
}

std::expected<void, RotationFault> rotate_token_family(store::Connection& db, const UserPoolId& pool,
                                                       const Sub& sub, const OriginJti& id,
                                                       std::int64_t generation, Duration grace, Time now) {
  const auto row = db.query_one(
      "SELECT generation, rotated_at FROM token_family WHERE pool_id = $1 AND sub = $2 AND origin_jti = $3",
      {pool.value(), sub.value(), id.value()});
  if (!row) return std::unexpected(RotationFault::revoked);
  const auto newest = row->integer(0);
  if (generation == newest) {
    db.execute(
        "UPDATE token_family SET generation = $4, rotated_at = $5 "
        "WHERE pool_id = $1 AND sub = $2 AND origin_jti = $3",
        {pool.value(), sub.value(), id.value(), newest + 1, to_epoch_ms(now)});
    return {};
  }
  const auto rotated_at = row->optional_integer(1);
  if (generation == newest - 1 && rotated_at && now < from_epoch_ms(*rotated_at) + grace) return {};
  revoke_token_family(db, pool, sub, id);
  return std::unexpected(RotationFault::reused);
}

std::int64_t delete_expired_token_families(store::Connection& db, Time now, std::int64_t limit) {
  return store::delete_slice_before(db, "token_family", "expires_at", now, limit);
}

}  // namespace poolhouse::userpools
