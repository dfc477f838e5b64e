#include "userpools/auth/admin_initiate_auth.h"

#include "userpools/clients/require_client.h"
namespace poolhouse::userpools {

Task<cognito_idp::AdminInitiateAuthResponse> AdminInitiateAuth::handle(
    cognito_idp::AdminInitiateAuthRequest request, AdminCall call) {
  auto client = co_await require_client_of(settings_, *call.pool, request.client_id);
  AuthStep step{.pool = std::move(call.pool),
                .client = std::move(client),
                .api = AuthApi::admin_api,
                .parameters = {},
                .session = std::move(request.session),
                .client_metadata = {}};
  if (request.auth_parameters) step.parameters = std::move(*request.auth_parameters);
  if (request.client_metadata) step.client_metadata = std::move(*request.client_metadata);
  co_return to_response<cognito_idp::AdminInitiateAuthResponse>(
      co_await flows_.initiate(std::move(step), request.auth_flow));
}

}  // namespace poolhouse::userpools
