#include "userpools/clients/delete_user_pool_client.h"

#include "userpools/clients/require_client.h"

namespace poolhouse::userpools {

Task<api::NoOutput> DeleteUserPoolClient::handle(cognito_idp::DeleteUserPoolClientRequest request,
                                                 AdminCall call) {
  const ClientId id(request.client_id);
  co_await store_.write([&](store::Connection& db) {
    const auto client = require_client_of(clients_, db, call.pool->id, id);
    clients_.remove(db, client->pool, client->id);
  });
  settings_.forget(id);
  co_return api::NoOutput{};
}

}  // namespace poolhouse::userpools
