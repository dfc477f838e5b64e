// CreateGroup: a new group of a pool.
#pragma once

#include "api/cognito_idp/create_group.h"
#include "base/task.h"
#include "base/time.h"
#include "store/store.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class CreateGroup {
 public:
  using Operation = cognito_idp::op::CreateGroup;

  CreateGroup(store::Store& store, const Clock& clock) : store_(store), clock_(clock) {}
  Task<cognito_idp::CreateGroupResponse> handle(cognito_idp::CreateGroupRequest request, AdminCall call);

 private:
  store::Store& store_;
  const Clock& clock_;
};

}  // namespace poolhouse::userpools
