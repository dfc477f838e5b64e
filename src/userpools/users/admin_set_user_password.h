// AdminSetUserPassword: gives a user a permanent password, or a temporary one to be changed at the next
// sign-in.
#pragma once

#include "api/cognito_idp/admin_set_user_password.h"
#include "base/cpu_pool.h"
#include "base/task.h"
#include "base/time.h"
#include "store/store.h"
#include "userpools/codes/verification_codes.h"
#include "userpools/guards.h"
#include "userpools/users/password.h"

namespace poolhouse::userpools {

class AdminSetUserPassword {
 public:
  using Operation = cognito_idp::op::AdminSetUserPassword;

  AdminSetUserPassword(store::Store& store, const Passwords& passwords, CpuPool& cpu,
                       const VerificationCodes& codes, const Clock& clock)
      : store_(store), passwords_(passwords), cpu_(cpu), codes_(codes), clock_(clock) {}
  Task<cognito_idp::AdminSetUserPasswordResponse> handle(cognito_idp::AdminSetUserPasswordRequest request,
                                                         AdminCall call);

 private:
  store::Store& store_;
  const Passwords& passwords_;
  CpuPool& cpu_;
  const VerificationCodes& codes_;
  const Clock& clock_;
};

}  // namespace poolhouse::userpools
