// AdminConfirmSignUp: an administrator makes the user CONFIRMED, without a code and without verifying
// anything.
#pragma once

#include "api/cognito_idp/admin_confirm_sign_up.h"
#include "base/task.h"
#include "base/time.h"
#include "triggers/triggers.h"
#include "userpools/codes/verification_codes.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class AdminConfirmSignUp {
 public:
  using Operation = cognito_idp::op::AdminConfirmSignUp;

  AdminConfirmSignUp(store::Store& store, triggers::Triggers& triggers, const VerificationCodes& codes,
                     const Clock& clock);

  Task<cognito_idp::AdminConfirmSignUpResponse> handle(cognito_idp::AdminConfirmSignUpRequest request,
                                                       AdminCall call);

 private:
  store::Store& store_;
  triggers::Triggers& triggers_;
  const VerificationCodes& codes_;
  const Clock& clock_;
};

}  // namespace poolhouse::userpools
