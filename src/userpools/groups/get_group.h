// GetGroup: one group.
#pragma once

#include "api/cognito_idp/get_group.h"
#include "base/task.h"
#include "store/store.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class GetGroup {
 public:
  using Operation = cognito_idp::op::GetGroup;

  explicit GetGroup(store::Store& store) : store_(store) {}
  Task<cognito_idp::GetGroupResponse> handle(cognito_idp::GetGroupRequest request, AdminCall call);

 private:
  store::Store& store_;
};

}  // namespace poolhouse::userpools
