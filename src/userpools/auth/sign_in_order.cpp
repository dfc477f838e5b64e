#include "userpools/auth/sign_in_order.h"

#include "api/cognito_idp/errors.h"
#include "api/cognito_idp/types.h"

namespace poolhouse::userpools {

using cognito_idp::NotAuthorizedException;
using cognito_idp::UserStatusType;

std::optional<SignInRefusal> refusal_before_password(const std::optional<User>& user,
                                                     const SignInFailures& failures, ShowUserExistence show,
                                                     Time now) {
  if (!check_not_locked(failures, now)) return SignInRefusal::locked;
  if (!user) return std::nullopt;
  if (!user->enabled && show == ShowUserExistence::yes) return SignInRefusal::disabled;
  if (user->enabled && user->status == UserStatusType::RESET_REQUIRED) return SignInRefusal::reset_required;
  return std::nullopt;
}

std::optional<SignInRefusal> refusal_after_password(const User& user, Time now) {
  if (!user.enabled) return SignInRefusal::disabled;
  if (user.status == UserStatusType::UNCONFIRMED) return SignInRefusal::not_confirmed;
  if (user.password_expires_at && now >= *user.password_expires_at)
    return SignInRefusal::temporary_password_expired;
  return std::nullopt;
}

std::optional<SignInRefusal> refusal_of_tokens(const User& user) {
  if (!user.enabled) return SignInRefusal::disabled;
  if (user.status == UserStatusType::RESET_REQUIRED) return SignInRefusal::reset_required;
  return std::nullopt;
}

void refuse_sign_in(SignInRefusal refusal, DeclaresReset declares) {
  constexpr const char* kReset = "Password reset required for the user";
  switch (refusal) {
    case SignInRefusal::locked:
      throw NotAuthorizedException("Password attempts exceeded");
    case SignInRefusal::disabled:
      throw NotAuthorizedException("User is disabled.");
    case SignInRefusal::reset_required:
      if (declares == DeclaresReset::no) throw NotAuthorizedException(kReset);
      throw cognito_idp::PasswordResetRequiredException(kReset);
    case SignInRefusal::not_confirmed:
      throw cognito_idp::UserNotConfirmedException("User is not confirmed.");
    case SignInRefusal::temporary_password_expired:
      throw NotAuthorizedException("Temporary password has expired and must be reset by an administrator.");
    case SignInRefusal::wrong_password:
      break;
  }
  throw NotAuthorizedException("Incorrect username or password.");
}

}  // namespace poolhouse::userpools
