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
// Inside the transaction that settles an attempt: counts one more failure, or starts the count anew. Both
// refuse, and change nothing, when the subject is locked by now: of attempts made all at once, those that
// come after the lock must tell as little as if they had been made after it, the right password among them.
[[nodiscard]] Decided<void> record_sign_in_failure(store::Connection& db, const UserPoolId& pool,
                                                   const Sub& subject, Time now);
[[nodiscard]] Decided<void> record_right_password(store::Connection& db, const UserPoolId& pool,
                                                  const Sub& subject, Time now);

// Refuses as use_code_operation would, and counts nothing: to be asked before a trigger is called.
[[nodiscard]] Decided<void> check_code_operation(store::Connection& db, const UserPoolId& pool,
                                                 const Sub& subject, CodeOperation operation, Time now);
// Counts one use of a limited operation, or refuses it.
[[nodiscard]] Decided<void> use_code_operation(store::Connection& db, const UserPoolId& pool,
                                               const Sub& subject, CodeOperation operation, Time now);

// Refuses, also the right code, where too many wrong ones of a day were counted for the subject: a user, the
// simulated sub of a name nobody has, or an address (codes/verification_codes.h). Otherwise what to record if
// the code is wrong, in the same transaction.
[[nodiscard]] Decided<Attempts> with_wrong_code(store::Connection& db, const UserPoolId& pool,
                                                const Sub& subject, Time now);
void record_wrong_code(store::Connection& db, const UserPoolId& pool, const Sub& subject,
                       const Attempts& wrong_codes);

// Forgets records that no rule looks at any more; at most `limit` at a time. How many.
std::int64_t delete_old_attempts(store::Connection& db, Time now, std::int64_t limit);

}  // namespace poolhouse::userpools
