#include "userpools/users/password_history.h"

#include <algorithm>
#include <cstdint>

namespace poolhouse::userpools {
namespace {

// How many passwords count, the current one among them.
std::int64_t history_size(const Pool& pool) {
  return pool.settings.policies->password_policy->password_history_size.value_or(0);
}

}  // namespace

PasswordHistory password_history(store::Connection& db, const Pool& pool, const User& user) {
  PasswordHistory history;
  const auto size = history_size(pool);
  if (size == 0) return history;
  if (user.sealed_password) history.push_back(*user.sealed_password);
  for (const auto& row : db.query("SELECT password FROM former_password WHERE pool_id = $1 AND sub = $2 "
                                  "ORDER BY number DESC LIMIT $3",
                                  {pool.id.value(), user.sub.value(), size - 1})) {
    history.push_back(row.blob(0));
  }
  return history;
}

void remember_password(store::Connection& db, const Pool& pool, const User& before, Time now) {
  const auto newest =
      db.query_one("SELECT coalesce(max(number), 0) FROM former_password WHERE pool_id = $1 AND sub = $2",
                   {pool.id.value(), before.sub.value()})
          ->integer(0);
  const auto kept = std::max<std::int64_t>(history_size(pool) - 1, 0);
  const bool remembers = kept > 0 && before.sealed_password.has_value();
  if (remembers) {
    db.execute(
        "INSERT INTO former_password (pool_id, sub, number, password, replaced_at) VALUES ($1, $2, $3, $4, "
        "$5)",
        {pool.id.value(), before.sub.value(), newest + 1, store::Blob{*before.sealed_password},
         to_epoch_ms(now)});
  }
  if (newest > 0) {
    db.execute("DELETE FROM former_password WHERE pool_id = $1 AND sub = $2 AND number <= $3",
               {pool.id.value(), before.sub.value(), newest + (remembers ? 1 : 0) - kept});
  }
}

}  // namespace poolhouse::userpools
