#include "userpools/tokens/revoke_token.h"

#include "api/cognito_idp/errors.h"
#include "tokens/jwt.h"
#include "userpools/rules/secret_hash.h"
#include "userpools/tokens/token_family.h"

namespace poolhouse::userpools {

Task<cognito_idp::RevokeTokenResponse> RevokeToken::handle(cognito_idp::RevokeTokenRequest request,
                                                           PublicCall call) {
  const auto given = request.client_secret ? std::optional(request.client_secret->reveal()) : std::nullopt;
  // The operation declares no NotAuthorizedException.
  if (const auto checked = check_client_secret(given, call.client->id, call.client->secrets); !checked)
    throw cognito_idp::UnauthorizedException(checked.error().message);
  if (!revokes_tokens(*call.client)) {
    throw cognito_idp::UnsupportedOperationException("Token revocation is not enabled for this client.");
  }
  if (tokens::UnverifiedJwt::read(request.token.reveal())) {
    throw cognito_idp::UnsupportedTokenTypeException("Unsupported token type.");
  }
  const auto token = refresh_tokens_.redeem(request.token.reveal(), call.client->id);
  if (!token && token.error() == tokens::RefreshTokenError::wrong_client) {
    throw cognito_idp::UnauthorizedException("The token was not issued to this client.");
  }
  // A token that means nothing (any more) is as good as revoked (RFC 7009, 2.2).
  if (token) {
    co_await store_.write([&](store::Connection& db) {
      revoke_token_family(db, call.pool->id, token->sub, token->origin_jti);
    });
  }
  co_return cognito_idp::RevokeTokenResponse{};
}

}  // namespace poolhouse::userpools
