// Which flow an AuthFlow starts and which challenge an answer belongs to: the tables behind the four
// operations. A flow or challenge that is not built says so (NotImplementedException, HTTP 501).
#pragma once

#include "base/task.h"
#include "userpools/auth/auth_step.h"
#include "userpools/auth/new_password_required.h"
#include "userpools/auth/refresh_token_auth.h"
#include "userpools/auth/user_password_auth.h"
#include "userpools/auth/user_srp_auth.h"

namespace poolhouse::userpools {

class SignInFlows {
 public:
  SignInFlows(UserSrpAuth& srp, UserPasswordAuth& password, RefreshTokenAuth& refresh,
              NewPasswordRequired& new_password)
      : srp_(srp), password_(password), refresh_(refresh), new_password_(new_password) {}

  Task<AuthOutcome> initiate(AuthStep step, cognito_idp::AuthFlowType flow);
  Task<AuthOutcome> respond(AuthStep step, cognito_idp::ChallengeNameType challenge);

 private:
  UserSrpAuth& srp_;
  UserPasswordAuth& password_;
  RefreshTokenAuth& refresh_;
  NewPasswordRequired& new_password_;
};

}  // namespace poolhouse::userpools
