// ChangePassword: a signed-in user sets a new password, knowing the old one.
#pragma once

#include "api/cognito_idp/change_password.h"
#include "base/cpu_pool.h"
#include "base/task.h"
#include "base/time.h"
#include "userpools/codes/verification_codes.h"
#include "userpools/guards.h"
#include "userpools/users/password.h"

namespace poolhouse::userpools {

class ChangePassword {
 public:
  using Operation = cognito_idp::op::ChangePassword;

  ChangePassword(store::Store& store, const Passwords& passwords, CpuPool& cpu,
                 const VerificationCodes& codes, const Clock& clock);

  Task<cognito_idp::ChangePasswordResponse> handle(cognito_idp::ChangePasswordRequest request,
                                                   SignedInUser caller);

 private:
  store::Store& store_;
  const Passwords& passwords_;
  CpuPool& cpu_;
  const VerificationCodes& codes_;
  const Clock& clock_;
};

}  // namespace poolhouse::userpools
