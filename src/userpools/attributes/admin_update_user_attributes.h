// AdminUpdateUserAttributes: an administrator changes a user's profile, and may declare an address
// verified.
#pragma once

#include "api/cognito_idp/admin_update_user_attributes.h"
#include "base/task.h"
#include "userpools/attributes/attribute_changes.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class AdminUpdateUserAttributes {
 public:
  using Operation = cognito_idp::op::AdminUpdateUserAttributes;

  AdminUpdateUserAttributes(store::Store& store, AttributeChanges& changes)
      : store_(store), changes_(changes) {}

  Task<cognito_idp::AdminUpdateUserAttributesResponse> handle(
      cognito_idp::AdminUpdateUserAttributesRequest request, AdminCall call);

 private:
  store::Store& store_;
  AttributeChanges& changes_;
};

}  // namespace poolhouse::userpools
