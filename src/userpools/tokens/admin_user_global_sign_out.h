// AdminUserGlobalSignOut: an administrator ends all sign-ins of a user.
#pragma once

#include "api/cognito_idp/admin_user_global_sign_out.h"
#include "base/task.h"
#include "store/store.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class AdminUserGlobalSignOut {
 public:
  using Operation = cognito_idp::op::AdminUserGlobalSignOut;

  explicit AdminUserGlobalSignOut(store::Store& store) : store_(store) {}
  Task<cognito_idp::AdminUserGlobalSignOutResponse> handle(cognito_idp::AdminUserGlobalSignOutRequest request,
                                                           AdminCall call);

 private:
  store::Store& store_;
};

}  // namespace poolhouse::userpools
