#include "userpools/auth/spent_states.h"

#include "store/slices.h"

namespace poolhouse::userpools {

bool spend_state(store::Connection& db, const UserPoolId& pool, const std::string& state_id,
                 Time expires_at) {
  return db.count_changed(
             "INSERT INTO spent_state (pool_id, state_id, expires_at) VALUES ($1, $2, $3) "
             "ON CONFLICT (pool_id, state_id) DO NOTHING",
             {pool.value(), state_id, to_epoch_ms(expires_at)}) == 1;
}

bool is_spent(store::Connection& db, const UserPoolId& pool, const std::string& state_id) {
  return db
      .query_one("SELECT 1 FROM spent_state WHERE pool_id = $1 AND state_id = $2", {pool.value(), state_id})
      .has_value();
}

std::int64_t delete_expired_states(store::Connection& db, Time now, std::int64_t limit) {
  return store::delete_slice_before(db, "spent_state", "expires_at", now, limit);
}

}  // namespace poolhouse::userpools
