// UpdateUserAttributes: a user changes their own profile.
#pragma once

#include "api/cognito_idp/update_user_attributes.h"
#include "base/task.h"
#include "userpools/attributes/attribute_changes.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class UpdateUserAttributes {
 public:
  using Operation = cognito_idp::op::UpdateUserAttributes;

  explicit UpdateUserAttributes(AttributeChanges& changes) : changes_(changes) {}

  Task<cognito_idp::UpdateUserAttributesResponse> handle(cognito_idp::UpdateUserAttributesRequest request,
                                                         SignedInUser caller);

 private:
  AttributeChanges& changes_;
};

}  // namespace poolhouse::userpools
