// Redeems refresh tokens: REFRESH_TOKEN_AUTH / REFRESH_TOKEN and GetTokensFromRefreshToken.
#pragma once

#include "base/task.h"
#include "userpools/auth/auth_step.h"
#include "userpools/auth/sign_in_order.h"
#include "userpools/tokens/token_issuer.h"

namespace poolhouse::userpools {

class RefreshTokenAuth {
 public:
  RefreshTokenAuth(store::Store& store, const tokens::RefreshTokens& refresh_tokens, TokenIssuer& issuer,
                   const Clock& clock);

  // REFRESH_TOKEN_AUTH. SECRET_HASH is over the real username, since the step has none.
  Task<AuthOutcome> initiate(const AuthStep& step);

  // GetTokensFromRefreshToken: rotates where the client says so.
  Task<cognito_idp::AuthenticationResultType> get_tokens(PoolRef pool, AppClientRef client,
                                                         const Secret& token,
                                                         triggers::Metadata client_metadata);

 private:
  struct Redeemed {
    tokens::RefreshToken token;
    User user;
  };
  // In the order: `Invalid Refresh Token.`, `Refresh Token has expired`, `… has been revoked` for a user who
  // is gone, `User is disabled.`, `Password reset required for the user`, `… has been revoked`.
  Task<Redeemed> redeem(const Pool& pool, const AppClient& client, const Secret& token,
                        DeclaresReset declares);

  store::Store& store_;
  const tokens::RefreshTokens& refresh_tokens_;
  TokenIssuer& issuer_;
  const Clock& clock_;
};

}  // namespace poolhouse::userpools
