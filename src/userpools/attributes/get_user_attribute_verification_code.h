// GetUserAttributeVerificationCode: a code for the e-mail address or phone number of a signed-in user.
#pragma once

#include "api/cognito_idp/get_user_attribute_verification_code.h"
#include "base/task.h"
#include "base/time.h"
#include "userpools/codes/verification_codes.h"
#include "userpools/guards.h"
#include "userpools/messages/code_sender.h"

namespace poolhouse::userpools {

class GetUserAttributeVerificationCode {
 public:
  using Operation = cognito_idp::op::GetUserAttributeVerificationCode;

  GetUserAttributeVerificationCode(store::Store& store, const VerificationCodes& codes,
                                   CodeSender& code_sender, const Clock& clock);

  Task<cognito_idp::GetUserAttributeVerificationCodeResponse> handle(
      cognito_idp::GetUserAttributeVerificationCodeRequest request, SignedInUser caller);

 private:
  // The address that waits for a code, or else the one the user has.
  Delivery require_delivery(store::Connection& db, const Pool& pool, const Sub& sub,
                            const std::string& attribute_name) const;

  store::Store& store_;
  const VerificationCodes& codes_;
  CodeSender& code_sender_;
  const Clock& clock_;
};

}  // namespace poolhouse::userpools
