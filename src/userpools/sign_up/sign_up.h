// SignUp: a person registers.
#pragma once

#include "api/cognito_idp/sign_up.h"
#include "base/cpu_pool.h"
#include "base/random.h"
#include "base/task.h"
#include "triggers/triggers.h"
#include "userpools/guards.h"
#include "userpools/messages/code_sender.h"
#include "userpools/users/password.h"

namespace poolhouse::userpools {

class SignUp {
 public:
  using Operation = cognito_idp::op::SignUp;

  SignUp(store::Store& store, const Passwords& passwords, CpuPool& cpu, triggers::Triggers& triggers,
         CodeSender& code_sender, const Clock& clock, Random& random);

  Task<cognito_idp::SignUpResponse> handle(cognito_idp::SignUpRequest request, PublicCall call);

 private:
  store::Store& store_;
  const Passwords& passwords_;
  CpuPool& cpu_;
  triggers::Triggers& triggers_;
  CodeSender& code_sender_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace poolhouse::userpools
