// Signing in: the four Auth operations.
#pragma once

#include "aws/dispatcher.h"
#include "userpools/auth/admin_initiate_auth.h"
#include "userpools/auth/admin_respond_to_auth_challenge.h"
#include "userpools/auth/initiate_auth.h"
#include "userpools/auth/respond_to_auth_challenge.h"
#include "userpools/auth/sign_in_flows.h"
#include "userpools/shared.h"

namespace poolhouse::userpools {

class AuthOperations {
 public:
  explicit AuthOperations(Shared& shared);
  void add_to(aws::Dispatcher& dispatcher);

 private:
  Guards& guards_;
  CompleteSignIn complete_;
  UserSrpAuth srp_;
  UserPasswordAuth password_;
  RefreshTokenAuth refresh_;
  NewPasswordRequired new_password_;
  SignInFlows flows_;

  InitiateAuth initiate_auth_;
  RespondToAuthChallenge respond_to_auth_challenge_;
  AdminInitiateAuth admin_initiate_auth_;
  AdminRespondToAuthChallenge admin_respond_to_auth_challenge_;
};

}  // namespace poolhouse::userpools
