// AdminRemoveUserFromGroup: a user leaves a group; who is no member is left in peace.
#pragma once

#include "api/cognito_idp/admin_remove_user_from_group.h"
#include "base/task.h"
#include "store/store.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class AdminRemoveUserFromGroup {
 public:
  using Operation = cognito_idp::op::AdminRemoveUserFromGroup;

  explicit AdminRemoveUserFromGroup(store::Store& store) : store_(store) {}
  Task<api::NoOutput> handle(cognito_idp::AdminRemoveUserFromGroupRequest request, AdminCall call);

 private:
  store::Store& store_;
};

}  // namespace poolhouse::userpools
