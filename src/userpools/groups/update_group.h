// UpdateGroup: changes what the request names; the rest of the group stays as it is.
#pragma once

#include "api/cognito_idp/update_group.h"
#include "base/task.h"
#include "base/time.h"
#include "store/store.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class UpdateGroup {
 public:
  using Operation = cognito_idp::op::UpdateGroup;

  UpdateGroup(store::Store& store, const Clock& clock) : store_(store), clock_(clock) {}
  Task<cognito_idp::UpdateGroupResponse> handle(cognito_idp::UpdateGroupRequest request, AdminCall call);

 private:
  store::Store& store_;
  const Clock& clock_;
};

}  // namespace poolhouse::userpools
