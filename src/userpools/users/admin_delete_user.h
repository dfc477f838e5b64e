// AdminDeleteUser: removes a user, in whatever state.
#pragma once

#include "api/cognito_idp/admin_delete_user.h"
#include "base/task.h"
#include "store/store.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class AdminDeleteUser {
 public:
  using Operation = cognito_idp::op::AdminDeleteUser;

  explicit AdminDeleteUser(store::Store& store) : store_(store) {}
  Task<api::NoOutput> handle(cognito_idp::AdminDeleteUserRequest request, AdminCall call);

 private:
  store::Store& store_;
};

}  // namespace poolhouse::userpools
