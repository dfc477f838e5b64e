// RespondToAuthChallenge: answers a challenge of a sign-in.
#pragma once

#include "api/cognito_idp/respond_to_auth_challenge.h"
#include "base/task.h"
#include "userpools/auth/sign_in_flows.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class RespondToAuthChallenge {
 public:
  using Operation = cognito_idp::op::RespondToAuthChallenge;

  explicit RespondToAuthChallenge(SignInFlows& flows) : flows_(flows) {}
  Task<cognito_idp::RespondToAuthChallengeResponse> handle(cognito_idp::RespondToAuthChallengeRequest request,
                                                           PublicCall call);

 private:
  SignInFlows& flows_;
};

}  // namespace poolhouse::userpools
