// AdminResetUserPassword: the user must set a new password, with a code sent to a verified address.
#pragma once

#include "api/cognito_idp/admin_reset_user_password.h"
#include "base/task.h"
#include "base/time.h"
#include "userpools/guards.h"
#include "userpools/messages/code_sender.h"

namespace poolhouse::userpools {

class AdminResetUserPassword {
 public:
  using Operation = cognito_idp::op::AdminResetUserPassword;

  AdminResetUserPassword(store::Store& store, CodeSender& code_sender, const Clock& clock);

  Task<cognito_idp::AdminResetUserPasswordResponse> handle(cognito_idp::AdminResetUserPasswordRequest request,
                                                           AdminCall call);

 private:
  store::Store& store_;
  CodeSender& code_sender_;
  const Clock& clock_;
};

}  // namespace poolhouse::userpools
