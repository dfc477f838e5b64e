// SignUp: a person registers.
#pragma once

#include "api/cognito_idp/sign_up.h"
#include "base/cpu_pool.h"
#include "base/random.h"
#include "base/task.h"
#include "messaging/outbox.h"
#include "triggers/triggers.h"
#include "userpools/codes/verification_codes.h"
#include "userpools/guards.h"
#include "userpools/messages/code_messages.h"
#include "userpools/users/password.h"

namespace poolhouse::userpools {

class SignUp {
 public:
  using Operation = cognito_idp::op::SignUp;

  SignUp(store::Store& store, const Passwords& passwords, CpuPool& cpu, triggers::Triggers& triggers,
         const VerificationCodes& codes, CodeMessages& messages, const messaging::Outbox& outbox,
         const Clock& clock, Random& random);

  Task<cognito_idp::SignUpResponse> handle(cognito_idp::SignUpRequest request, PublicCall call);

 private:
  store::Store& store_;
  const Passwords& passwords_;
  CpuPool& cpu_;
  triggers::Triggers& triggers_;
  const VerificationCodes& codes_;
  CodeMessages& messages_;
  const messaging::Outbox& outbox_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace poolhouse::userpools
