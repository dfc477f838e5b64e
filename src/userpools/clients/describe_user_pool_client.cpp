#include "userpools/clients/describe_user_pool_client.h"

#include "userpools/clients/require_client.h"
#include "userpools/clients/shown_client.h"

namespace poolhouse::userpools {

// Read from the database, so that a change is read back at once on every node.
Task<cognito_idp::DescribeUserPoolClientResponse> DescribeUserPoolClient::handle(
    cognito_idp::DescribeUserPoolClientRequest request, AdminCall call) {
  const auto client = co_await store_.read([&](store::Connection& db) {
    return require_client_of(clients_, db, call.pool->id, ClientId(request.client_id));
  });
  cognito_idp::DescribeUserPoolClientResponse response;
  response.user_pool_client = shown_client(*client);
  co_return response;
}

}  // namespace poolhouse::userpools
