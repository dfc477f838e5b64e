// DeleteGroup: the group and its memberships go, its users stay.
#pragma once

#include "api/cognito_idp/delete_group.h"
#include "base/task.h"
#include "store/store.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class DeleteGroup {
 public:
  using Operation = cognito_idp::op::DeleteGroup;

  explicit DeleteGroup(store::Store& store) : store_(store) {}
  Task<api::NoOutput> handle(cognito_idp::DeleteGroupRequest request, AdminCall call);

 private:
  store::Store& store_;
};

}  // namespace poolhouse::userpools
