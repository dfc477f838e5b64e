// Applies attribute changes that the caller was allowed to make: stores, sends codes, forgets those that
// have lost their address. For users and administrators alike.
#pragma once

#include <string>
#include <vector>

#include "api/cognito_idp/types/code_delivery_details_type.h"
#include "base/task.h"
#include "base/time.h"
#include "store/store.h"
#include "triggers/triggers.h"
#include "userpools/attributes/attribute_plan.h"
#include "userpools/codes/verification_codes.h"
#include "userpools/messages/code_sender.h"
#include "userpools/users/user.h"

namespace poolhouse::userpools {

enum class ChangedBy { user, administrator };

class AttributeChanges {
 public:
  AttributeChanges(store::Store& store, const VerificationCodes& codes, CodeSender& code_sender,
                   const Clock& clock)
      : store_(store), codes_(codes), code_sender_(code_sender), clock_(clock) {}

  // `user` as just read; changes apply to what is stored when they are written. A list entry for each code
  // that goes out. InvalidParameterException for a `*_verified` without its address, AliasExistsException
  // for a sign-in name of somebody else. TooManyRequestsException, and nothing changed, where a user would
  // have more codes sent than GetUserAttributeVerificationCode sends: a token must not be a way to fill
  // strangers' mailboxes.
  Task<std::vector<cognito_idp::CodeDeliveryDetailsType>> apply(PoolRef pool, User user,
                                                                std::vector<Attribute> changes, ChangedBy by,
                                                                std::string client_id,
                                                                triggers::Metadata client_metadata);
  // Deletes what the user has of these.
  Task<> remove(PoolRef pool, User user, std::vector<std::string> names);

 private:
  store::Store& store_;
  const VerificationCodes& codes_;
  CodeSender& code_sender_;
  const Clock& clock_;
};

}  // namespace poolhouse::userpools
