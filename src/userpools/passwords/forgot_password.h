// ForgotPassword: a code to set a new password with, sent to a verified address.
#pragma once

#include "api/cognito_idp/forgot_password.h"
#include "base/task.h"
#include "userpools/guards.h"
#include "userpools/messages/code_requests.h"
#include "userpools/users/migrate_user.h"

namespace poolhouse::userpools {

class ForgotPassword {
 public:
  using Operation = cognito_idp::op::ForgotPassword;

  ForgotPassword(store::Store& store, MigrateUser& migrate, CodeRequests& code_requests)
      : store_(store), migrate_(migrate), code_requests_(code_requests) {}

  Task<cognito_idp::ForgotPasswordResponse> handle(cognito_idp::ForgotPasswordRequest request,
                                                   PublicCall call);

 private:
  store::Store& store_;
  MigrateUser& migrate_;
  CodeRequests& code_requests_;
};

}  // namespace poolhouse::userpools
