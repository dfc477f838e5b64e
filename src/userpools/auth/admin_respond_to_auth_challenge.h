// AdminRespondToAuthChallenge: answers a challenge of a sign-in.
#pragma once

#include "api/cognito_idp/admin_respond_to_auth_challenge.h"
#include "base/task.h"
#include "userpools/auth/sign_in_flows.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class AdminRespondToAuthChallenge {
 public:
  using Operation = cognito_idp::op::AdminRespondToAuthChallenge;

  AdminRespondToAuthChallenge(SignInFlows& flows, SettingsCache& settings)
      : flows_(flows), settings_(settings) {}
  Task<cognito_idp::AdminRespondToAuthChallengeResponse> handle(
      cognito_idp::AdminRespondToAuthChallengeRequest request, AdminCall call);

 private:
  SignInFlows& flows_;
  SettingsCache& settings_;
};

}  // namespace poolhouse::userpools
