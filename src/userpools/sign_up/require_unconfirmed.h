// ConfirmSignUp and AdminConfirmSignUp confirm only who is UNCONFIRMED.
#pragma once

#include <fmt/format.h>

#include "api/cognito_idp/errors.h"
#include "userpools/users/user.h"

namespace poolhouse::userpools {

inline void require_unconfirmed(const User& user) {
  if (user.status == cognito_idp::UserStatusType::UNCONFIRMED) return;
  throw cognito_idp::NotAuthorizedException(
      fmt::format("User cannot be confirmed. Current status is {}", to_string(user.status)));
}

}  // namespace poolhouse::userpools
