// ResendConfirmationCode: another code for a user who has not confirmed the sign-up yet.
#pragma once

#include "api/cognito_idp/resend_confirmation_code.h"
#include "base/task.h"
#include "userpools/guards.h"
#include "userpools/messages/code_requests.h"

namespace poolhouse::userpools {

class ResendConfirmationCode {
 public:
  using Operation = cognito_idp::op::ResendConfirmationCode;

  explicit ResendConfirmationCode(CodeRequests& code_requests) : code_requests_(code_requests) {}

  Task<cognito_idp::ResendConfirmationCodeResponse> handle(cognito_idp::ResendConfirmationCodeRequest request,
                                                           PublicCall call);

 private:
  CodeRequests& code_requests_;
};

}  // namespace poolhouse::userpools
