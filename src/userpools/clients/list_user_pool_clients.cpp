#include "userpools/clients/list_user_pool_clients.h"

namespace poolhouse::userpools {
namespace {

cognito_idp::UserPoolClientDescription description_of(const AppClient& client) {
  cognito_idp::UserPoolClientDescription description;
  description.client_id = client.id.value();
  description.user_pool_id = client.pool.value();
  description.client_name = client.settings.client_name;
  return description;
}

}  // namespace

// The filter acts on the page that was read: "with a filter a page may hold fewer than MaxResults or zero
// items and still carry NextToken" (documented).
Task<cognito_idp::ListUserPoolClientsResponse> ListUserPoolClients::handle(
    cognito_idp::ListUserPoolClientsRequest request, AdminCall call) {
  const Listing listing{.operation = "ListUserPoolClients",
                        .pool = call.pool->id,
                        .filter = std::string(request.client_type ? to_string(*request.client_type) : "")};
  const auto size = page_size(request.max_results);
  const auto after = page_tokens_.position(listing, request.next_token);
  auto clients = co_await store_.read(
      [&](store::Connection& db) { return clients_.list(db, call.pool->id, after, size + 1); });
  cognito_idp::ListUserPoolClientsResponse response;
  response.next_token = page_tokens_.cut_page(listing, clients, size,
                                              [](const AppClientRef& client) { return client->id.value(); });
  response.user_pool_clients.emplace();
  for (const auto& client : clients) {
    if (!request.client_type || client->settings.client_type == request.client_type)
      response.user_pool_clients->push_back(description_of(*client));
  }
  co_return response;
}

}  // namespace poolhouse::userpools
