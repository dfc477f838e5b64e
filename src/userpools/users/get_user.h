// GetUser: a user's own profile.
#pragma once

#include "api/cognito_idp/get_user.h"
#include "base/task.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class GetUser {
 public:
  using Operation = cognito_idp::op::GetUser;

  Task<cognito_idp::GetUserResponse> handle(cognito_idp::GetUserRequest request, SignedInUser caller);
};

}  // namespace poolhouse::userpools
