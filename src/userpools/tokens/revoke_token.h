// RevokeToken: a client gives a refresh token back, and with it every token of the same sign-in.
#pragma once

#include "api/cognito_idp/errors.h"
#include "api/cognito_idp/revoke_token.h"
#include "base/task.h"
#include "store/store.h"
#include "tokens/refresh_token.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class RevokeToken {
 public:
  using Operation = cognito_idp::op::RevokeToken;
  // It declares no ResourceNotFoundException.
  using UnknownClient = cognito_idp::UnauthorizedException;

  RevokeToken(store::Store& store, const tokens::RefreshTokens& refresh_tokens)
      : store_(store), refresh_tokens_(refresh_tokens) {}
  Task<cognito_idp::RevokeTokenResponse> handle(cognito_idp::RevokeTokenRequest request, PublicCall call);

 private:
  store::Store& store_;
  const tokens::RefreshTokens& refresh_tokens_;
};

}  // namespace poolhouse::userpools
