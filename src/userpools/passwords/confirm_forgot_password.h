// ConfirmForgotPassword: the code from the message sets a new password.
#pragma once

#include "api/cognito_idp/confirm_forgot_password.h"
#include "base/cpu_pool.h"
#include "base/task.h"
#include "base/time.h"
#include "triggers/triggers.h"
#include "userpools/codes/verification_codes.h"
#include "userpools/guards.h"
#include "userpools/users/password.h"

namespace poolhouse::userpools {

class ConfirmForgotPassword {
 public:
  using Operation = cognito_idp::op::ConfirmForgotPassword;

  ConfirmForgotPassword(store::Store& store, const Passwords& passwords, CpuPool& cpu,
                        triggers::Triggers& triggers, const VerificationCodes& codes, const Clock& clock);

  Task<cognito_idp::ConfirmForgotPasswordResponse> handle(cognito_idp::ConfirmForgotPasswordRequest request,
                                                          PublicCall call);

 private:
  store::Store& store_;
  const Passwords& passwords_;
  CpuPool& cpu_;
  triggers::Triggers& triggers_;
  const VerificationCodes& codes_;
  const Clock& clock_;
};

}  // namespace poolhouse::userpools
