#include "userpools/clients/require_client.h"

#include <fmt/format.h>

#include "api/cognito_idp/errors.h"

namespace poolhouse::userpools {
namespace {

AppClientRef of_pool_or_not_found(AppClientRef client, const UserPoolId& pool, const ClientId& id) {
  if (!client || client->pool != pool) {
    throw cognito_idp::ResourceNotFoundException(
        fmt::format("User pool client {} does not exist.", id.value()));
  }
  return client;
}

}  // namespace

Task<AppClientRef> require_client_of(SettingsCache& settings, const Pool& pool, std::string client_id) {
  const ClientId id(std::move(client_id));
  auto client = co_await settings.find_client(id);
  co_return of_pool_or_not_found(std::move(client), pool.id, id);
}

AppClientRef require_client_of(const AppClients& clients, store::Connection& db, const UserPoolId& pool,
                               const ClientId& id) {
  return of_pool_or_not_found(clients.find(db, pool, id), pool, id);
}

}  // namespace poolhouse::userpools
