// A user's attributes: changing, deleting and verifying them.
#pragma once

#include "aws/dispatcher.h"
#include "userpools/attributes/admin_delete_user_attributes.h"
#include "userpools/attributes/admin_update_user_attributes.h"
#include "userpools/attributes/delete_user_attributes.h"
#include "userpools/attributes/get_user_attribute_verification_code.h"
#include "userpools/attributes/update_user_attributes.h"
#include "userpools/attributes/verify_user_attribute.h"
#include "userpools/shared.h"

namespace poolhouse::userpools {

class AttributeOperations {
 public:
  explicit AttributeOperations(Shared& shared);
  void add_to(aws::Dispatcher& dispatcher);

 private:
  Guards& guards_;
  AttributeChanges changes_;
  UpdateUserAttributes update_user_attributes_;
  DeleteUserAttributes delete_user_attributes_;
  GetUserAttributeVerificationCode get_user_attribute_verification_code_;
  VerifyUserAttribute verify_user_attribute_;
  AdminUpdateUserAttributes admin_update_user_attributes_;
  AdminDeleteUserAttributes admin_delete_user_attributes_;
};

}  // namespace poolhouse::userpools
