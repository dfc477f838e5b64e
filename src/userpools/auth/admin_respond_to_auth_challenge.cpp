#include "userpools/auth/admin_respond_to_auth_challenge.h"

#include "userpools/clients/require_client.h"
namespace poolhouse::userpools {

Task<cognito_idp::AdminRespondToAuthChallengeResponse> AdminRespondToAuthChallenge::handle(
    cognito_idp::AdminRespondToAuthChallengeRequest request, AdminCall call) {
  auto client = co_await require_client_of(settings_, *call.pool, request.client_id);
  AuthStep step{.pool = std::move(call.pool),
                .client = std::move(client),
                .api = AuthApi::admin_api,
                .parameters = {},
                .session = std::move(request.session),
                .client_metadata = {}};
  if (request.challenge_responses) step.parameters = std::move(*request.challenge_responses);
  if (request.client_metadata) step.client_metadata = std::move(*request.client_metadata);
  co_return to_response<cognito_idp::AdminRespondToAuthChallengeResponse>(
      co_await flows_.respond(std::move(step), request.challenge_name));
}

}  // namespace poolhouse::userpools
