// How often wrong passwords and codes may be tried.
#pragma once

#include <chrono>

#include "base/time.h"
#include "userpools/rules/faults.h"

namespace poolhouse::userpools {

// Wrong passwords and MFA codes of one user, in a row. A value-initialised one is a clean record.
struct SignInFailures {
  int count = 0;
  Time last_failed_at{};
  friend bool operator==(const SignInFailures&, const SignInFailures&) = default;
};

// After 5 failures the user is locked for a second; each further failure doubles it, up to 15 minutes. A
// locked attempt is refused unseen, even with the right password, and is not recorded.
[[nodiscard]] Decided<void> check_not_locked(const SignInFailures& failures, Time now);
// When the lock ends; not later than `last_failed_at` when there is none.
[[nodiscard]] Time locked_until(const SignInFailures& failures);
// One more failure. 15 minutes without one clear the record. A success clears it too: store {}.
[[nodiscard]] SignInFailures after_failure(const SignInFailures& failures, Time now);
// When the record is as good as a clean one.
[[nodiscard]] Time forgotten_at(const SignInFailures& failures);

// Operations that try or send codes, each with its own window per user.
enum class CodeOperation {
  confirm_forgot_password,
  forgot_password,
  resend_confirmation_code,
  confirm_sign_up,
  change_password,
  get_user_attribute_verification_code,
  verify_user_attribute,
};

struct AttemptWindow {
  CodeOperation operation;
  int attempts_max;
  Duration window;
};
[[nodiscard]] AttemptWindow attempt_window(CodeOperation operation);

// The attempts of one user at one operation.
struct Attempts {
  Time window_began_at{};
  int count = 0;
  friend bool operator==(const Attempts&, const Attempts&) = default;
};
// The record with this attempt counted, or LimitExceededException. Count before the code is compared.
[[nodiscard]] Decided<Attempts> count_attempt(const Attempts& attempts, CodeOperation operation, Time now);
[[nodiscard]] Time forgotten_at(const Attempts& attempts, CodeOperation operation);

// Wrong codes of a day, beside the windows of the operations: of one user, whatever the codes were for, and
// for one address, whoever the users are. Anybody can sign up any number of users for one address and guess
// for each of them; a hundred guesses a day at six digits are right once in 27 years.
//
// The record with one more wrong code, to be kept if the code is wrong; LimitExceededException, also for the
// right one, where there were a hundred.
[[nodiscard]] Decided<Attempts> count_wrong_code(const Attempts& wrong_codes, Time now);
[[nodiscard]] Time forgotten_at(const Attempts& wrong_codes);

}  // namespace poolhouse::userpools
