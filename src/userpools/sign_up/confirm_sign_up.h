// ConfirmSignUp: the code from the message makes the user CONFIRMED and the address verified.
#pragma once

#include "api/cognito_idp/confirm_sign_up.h"
#include "base/task.h"
#include "triggers/triggers.h"
#include "userpools/codes/verification_codes.h"
#include "userpools/guards.h"
#include "userpools/users/password.h"

namespace poolhouse::userpools {

class ConfirmSignUp {
 public:
  using Operation = cognito_idp::op::ConfirmSignUp;

  ConfirmSignUp(store::Store& store, const Passwords& passwords, triggers::Triggers& triggers,
                const VerificationCodes& codes, const Clock& clock);

  Task<cognito_idp::ConfirmSignUpResponse> handle(cognito_idp::ConfirmSignUpRequest request, PublicCall call);

 private:
  store::Store& store_;
  const Passwords& passwords_;
  triggers::Triggers& triggers_;
  const VerificationCodes& codes_;
  const Clock& clock_;
};

}  // namespace poolhouse::userpools
