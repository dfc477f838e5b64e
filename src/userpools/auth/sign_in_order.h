// What a sign-in by password is refused for, in the order in which the service answers.
//
//   before the password is looked at   locked, disabled, reset required
//   the password itself                wrong password
//   after the right password           not confirmed, temporary password expired
//
// A client that hides who exists tells `disabled` only to somebody who knows the password.
#pragma once

#include <optional>

#include "base/time.h"
#include "userpools/rules/lockout.h"
#include "userpools/users/user.h"

namespace poolhouse::userpools {

enum class SignInRefusal {
  locked,
  disabled,
  reset_required,
  wrong_password,
  not_confirmed,
  temporary_password_expired,
};

enum class ShowUserExistence { no, yes };

// No user: a name that nobody has, at a client that hides so. It is locked like any other.
[[nodiscard]] std::optional<SignInRefusal> refusal_before_password(const std::optional<User>& user,
                                                                   const SignInFailures& failures,
                                                                   ShowUserExistence show, Time now);
[[nodiscard]] std::optional<SignInRefusal> refusal_after_password(const User& user, Time now);

// What every token of an earlier sign-in is refused for: the account was disabled or reset since.
[[nodiscard]] std::optional<SignInRefusal> refusal_of_tokens(const User& user);

// Whether the operation declares PasswordResetRequiredException; where not it is NotAuthorizedException, in
// the same words.
enum class DeclaresReset { no, yes };

// The exception and wording of a refusal.
[[noreturn]] void refuse_sign_in(SignInRefusal refusal, DeclaresReset declares = DeclaresReset::yes);

}  // namespace poolhouse::userpools
