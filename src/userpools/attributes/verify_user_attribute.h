// VerifyUserAttribute: the code proves the address it was sent to, and puts a waiting one into place.
#pragma once

#include "api/cognito_idp/verify_user_attribute.h"
#include "base/task.h"
#include "base/time.h"
#include "userpools/codes/verification_codes.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class VerifyUserAttribute {
 public:
  using Operation = cognito_idp::op::VerifyUserAttribute;

  VerifyUserAttribute(store::Store& store, const VerificationCodes& codes, const Clock& clock)
      : store_(store), codes_(codes), clock_(clock) {}

  Task<cognito_idp::VerifyUserAttributeResponse> handle(cognito_idp::VerifyUserAttributeRequest request,
                                                        SignedInUser caller);

 private:
  store::Store& store_;
  const VerificationCodes& codes_;
  const Clock& clock_;
};

}  // namespace poolhouse::userpools
