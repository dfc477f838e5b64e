// ForgotPassword: a code to set a new password with, sent to a verified address.
#pragma once

#include "api/cognito_idp/forgot_password.h"
#include "base/task.h"
#include "userpools/guards.h"
#include "userpools/messages/code_requests.h"

namespace poolhouse::userpools {

class ForgotPassword {
 public:
  using Operation = cognito_idp::op::ForgotPassword;

  explicit ForgotPassword(CodeRequests& code_requests) : code_requests_(code_requests) {}

  Task<cognito_idp::ForgotPasswordResponse> handle(cognito_idp::ForgotPasswordRequest request,
                                                   PublicCall call);

 private:
  CodeRequests& code_requests_;
};

}  // namespace poolhouse::userpools
