// AdminDeleteUserAttributes: an administrator deletes from a user's profile.
#pragma once

#include "api/cognito_idp/admin_delete_user_attributes.h"
#include "base/task.h"
#include "userpools/attributes/attribute_changes.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class AdminDeleteUserAttributes {
 public:
  using Operation = cognito_idp::op::AdminDeleteUserAttributes;

  AdminDeleteUserAttributes(store::Store& store, AttributeChanges& changes)
      : store_(store), changes_(changes) {}

  Task<cognito_idp::AdminDeleteUserAttributesResponse> handle(
      cognito_idp::AdminDeleteUserAttributesRequest request, AdminCall call);

 private:
  store::Store& store_;
  AttributeChanges& changes_;
};

}  // namespace poolhouse::userpools
