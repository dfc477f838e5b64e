#include "userpools/auth/spent_states.h"

namespace poolhouse::userpools {

bool spend_state(store::Connection& db, const UserPoolId& pool, const std::string& state_id,
                 Time expires_at) {
  return db.execute(
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
  return db.execute(
      "DELETE FROM spent_state WHERE (pool_id, state_id) IN "
      "(SELECT pool_id, state_id FROM spent_state WHERE expires_at < $1 LIMIT $2)",
      {to_epoch_ms(now), limit});
}

}  // namespace poolhouse::userpools
