// InitiateAuth: starts a sign-in.
#pragma once

#include "api/cognito_idp/initiate_auth.h"
#include "base/task.h"
#include "userpools/auth/sign_in_flows.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class InitiateAuth {
 public:
  using Operation = cognito_idp::op::InitiateAuth;

  explicit InitiateAuth(SignInFlows& flows) : flows_(flows) {}
  Task<cognito_idp::InitiateAuthResponse> handle(cognito_idp::InitiateAuthRequest request, PublicCall call);

 private:
  SignInFlows& flows_;
};

}  // namespace poolhouse::userpools
