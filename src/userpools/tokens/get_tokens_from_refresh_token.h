// GetTokensFromRefreshToken: new tokens of a sign-in, with rotation where the client has it on.
#pragma once

#include "api/cognito_idp/get_tokens_from_refresh_token.h"
#include "base/task.h"
#include "userpools/auth/refresh_token_auth.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class GetTokensFromRefreshToken {
 public:
  using Operation = cognito_idp::op::GetTokensFromRefreshToken;

  explicit GetTokensFromRefreshToken(RefreshTokenAuth& refresh) : refresh_(refresh) {}
  Task<cognito_idp::GetTokensFromRefreshTokenResponse> handle(
      cognito_idp::GetTokensFromRefreshTokenRequest request, PublicCall call);

 private:
  RefreshTokenAuth& refresh_;
};

}  // namespace poolhouse::userpools
