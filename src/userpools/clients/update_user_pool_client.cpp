#include "userpools/clients/update_user_pool_client.h"

#include "userpools/clients/require_client.h"
#include "userpools/clients/shown_client.h"
#include "userpools/pools/require_pool.h"
#include "userpools/rules/client_settings.h"

namespace poolhouse::userpools {

Task<cognito_idp::UpdateUserPoolClientResponse> UpdateUserPoolClient::handle(
    cognito_idp::UpdateUserPoolClientRequest request, AdminCall call) {
  const ClientId id(request.client_id);
  const auto client = co_await store_.write([&](store::Connection& db) {
    const auto pool = require_pool(db, call.pool->id);
    const auto before = require_client_of(clients_, db, pool->id, id);
    AppClient after{.id = id,
                    .pool = pool->id,
                    .settings = or_fail(updated_client_settings(
                        before->settings, request,
                        {.pool = pool->settings, .identity_providers = {}, .custom_scopes = {}},
                        before->secrets.empty() ? HasSecret::no : HasSecret::yes)),
                    .secrets = {}};
    after.settings.last_modified_date = clock_.now();
    for (const auto& secret : before->secrets) after.secrets.push_back(secret.clone());
    clients_.update(db, after);
    return after;
  });
  settings_.forget(id);
  cognito_idp::UpdateUserPoolClientResponse response;
  response.user_pool_client = shown_client(client);
  co_return response;
}

}  // namespace poolhouse::userpools
