// AdminInitiateAuth: starts a sign-in.
#pragma once

#include "api/cognito_idp/admin_initiate_auth.h"
#include "base/task.h"
#include "userpools/auth/sign_in_flows.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class AdminInitiateAuth {
 public:
  using Operation = cognito_idp::op::AdminInitiateAuth;

  AdminInitiateAuth(SignInFlows& flows, SettingsCache& settings) : flows_(flows), settings_(settings) {}
  Task<cognito_idp::AdminInitiateAuthResponse> handle(cognito_idp::AdminInitiateAuthRequest request,
                                                      AdminCall call);

 private:
  SignInFlows& flows_;
  SettingsCache& settings_;
};

}  // namespace poolhouse::userpools
