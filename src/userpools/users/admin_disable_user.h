// AdminDisableUser: the user cannot sign in, and every token of theirs is revoked.
#pragma once

#include "api/cognito_idp/admin_disable_user.h"
#include "base/task.h"
#include "base/time.h"
#include "store/store.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class AdminDisableUser {
 public:
  using Operation = cognito_idp::op::AdminDisableUser;

  AdminDisableUser(store::Store& store, const Clock& clock) : store_(store), clock_(clock) {}
  Task<cognito_idp::AdminDisableUserResponse> handle(cognito_idp::AdminDisableUserRequest request,
                                                     AdminCall call);

 private:
  store::Store& store_;
  const Clock& clock_;
};

}  // namespace poolhouse::userpools
