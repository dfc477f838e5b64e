#include "userpools/auth/initiate_auth.h"

namespace poolhouse::userpools {

Task<cognito_idp::InitiateAuthResponse> InitiateAuth::handle(cognito_idp::InitiateAuthRequest request,
                                                             PublicCall call) {
  AuthStep step{.pool = std::move(call.pool),
                .client = std::move(call.client),
                .api = AuthApi::public_api,
                .parameters = {},
                .session = std::move(request.session),
                .client_metadata = {}};
  if (request.auth_parameters) step.parameters = std::move(*request.auth_parameters);
  if (request.client_metadata) step.client_metadata = std::move(*request.client_metadata);
  co_return to_response<cognito_idp::InitiateAuthResponse>(
      co_await flows_.initiate(std::move(step), request.auth_flow));
}

}  // namespace poolhouse::userpools
