// How often somebody has tried, as it is stored. The rules are in rules/lockout.h.
#pragma once

#include "base/strong.h"
#include "base/time.h"
#include "store/store.h"
#include "userpools/rules/lockout.h"

namespace poolhouse::userpools {

// Failed sign-ins in a row of a user, or of the simulated sub of a name nobody has.
[[nodiscard]] SignInFailures sign_in_failures(store::Connection& db, const UserPoolId& pool,
                                              const Sub& subject);
// Counts one more; nothing is counted during a lock.
void record_sign_in_failure(store::Connection& db, const UserPoolId& pool, const Sub& subject, Time now);
void forget_sign_in_failures(store::Connection& db, const UserPoolId& pool, const Sub& subject);

// Refuses as use_code_operation would, and counts nothing: to be asked before a trigger is called.
[[nodiscard]] Decided<void> check_code_operation(store::Connection& db, const UserPoolId& pool,
                                                 const Sub& subject, CodeOperation operation, Time now);
// Counts one use of a limited operation, or refuses it.
[[nodiscard]] Decided<void> use_code_operation(store::Connection& db, const UserPoolId& pool,
                                               const Sub& subject, CodeOperation operation, Time now);

// Forgets records that no rule looks at any more; at most `limit` at a time. How many.
std::int64_t delete_old_attempts(store::Connection& db, Time now, std::int64_t limit);

}  // namespace poolhouse::userpools
