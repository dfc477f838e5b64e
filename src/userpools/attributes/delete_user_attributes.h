// DeleteUserAttributes: a user deletes from their own profile.
#pragma once

#include "api/cognito_idp/delete_user_attributes.h"
#include "base/task.h"
#include "userpools/attributes/attribute_changes.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class DeleteUserAttributes {
 public:
  using Operation = cognito_idp::op::DeleteUserAttributes;

  explicit DeleteUserAttributes(AttributeChanges& changes) : changes_(changes) {}

  Task<cognito_idp::DeleteUserAttributesResponse> handle(cognito_idp::DeleteUserAttributesRequest request,
                                                         SignedInUser caller);

 private:
  AttributeChanges& changes_;
};

}  // namespace poolhouse::userpools
