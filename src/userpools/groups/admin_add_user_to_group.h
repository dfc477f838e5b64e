// AdminAddUserToGroup: makes a user a member; a member stays one.
#pragma once

#include "api/cognito_idp/admin_add_user_to_group.h"
#include "base/task.h"
#include "store/store.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class AdminAddUserToGroup {
 public:
  using Operation = cognito_idp::op::AdminAddUserToGroup;

  explicit AdminAddUserToGroup(store::Store& store) : store_(store) {}
  Task<api::NoOutput> handle(cognito_idp::AdminAddUserToGroupRequest request, AdminCall call);

 private:
  store::Store& store_;
};

}  // namespace poolhouse::userpools
