// AdminGetUser: any user's profile.
#pragma once

#include "api/cognito_idp/admin_get_user.h"
#include "base/task.h"
#include "store/store.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class AdminGetUser {
 public:
  using Operation = cognito_idp::op::AdminGetUser;

  explicit AdminGetUser(store::Store& store) : store_(store) {}
  Task<cognito_idp::AdminGetUserResponse> handle(cognito_idp::AdminGetUserRequest request, AdminCall call);

 private:
  store::Store& store_;
};

}  // namespace poolhouse::userpools
