#include "userpools/tokens/get_tokens_from_refresh_token.h"

#include "userpools/request_attributes.h"
#include "userpools/rules/secret_hash.h"

namespace poolhouse::userpools {

Task<cognito_idp::GetTokensFromRefreshTokenResponse> GetTokensFromRefreshToken::handle(
    cognito_idp::GetTokensFromRefreshTokenRequest request, PublicCall call) {
  const auto given = request.client_secret ? std::optional(request.client_secret->reveal()) : std::nullopt;
  or_fail(check_client_secret(given, call.client->id, call.client->secrets));
  cognito_idp::GetTokensFromRefreshTokenResponse response;
  response.authentication_result =
      co_await refresh_.get_tokens(std::move(call.pool), std::move(call.client), request.refresh_token,
                                   metadata_of(request.client_metadata));
  co_return response;
}

}  // namespace poolhouse::userpools
