#include "userpools/auth/respond_to_auth_challenge.h"

namespace poolhouse::userpools {

Task<cognito_idp::RespondToAuthChallengeResponse> RespondToAuthChallenge::handle(
    cognito_idp::RespondToAuthChallengeRequest request, PublicCall call) {
  AuthStep step{.pool = std::move(call.pool),
                .client = std::move(call.client),
                .api = AuthApi::public_api,
                .parameters = {},
                .session = std::move(request.session),
                .client_metadata = {}};
  if (request.challenge_responses) step.parameters = std::move(*request.challenge_responses);
  if (request.client_metadata) step.client_metadata = std::move(*request.client_metadata);
  co_return to_response<cognito_idp::RespondToAuthChallengeResponse>(
      co_await flows_.respond(std::move(step), request.challenge_name));
}

}  // namespace poolhouse::userpools
