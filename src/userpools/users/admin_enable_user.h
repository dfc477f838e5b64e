// AdminEnableUser: lets a disabled user sign in again.
#pragma once

#include "api/cognito_idp/admin_enable_user.h"
#include "base/task.h"
#include "base/time.h"
#include "store/store.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class AdminEnableUser {
 public:
  using Operation = cognito_idp::op::AdminEnableUser;

  AdminEnableUser(store::Store& store, const Clock& clock) : store_(store), clock_(clock) {}
  Task<cognito_idp::AdminEnableUserResponse> handle(cognito_idp::AdminEnableUserRequest request,
                                                    AdminCall call);

 private:
  store::Store& store_;
  const Clock& clock_;
};

}  // namespace poolhouse::userpools
