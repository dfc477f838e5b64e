#include "userpools/clients/require_client.h"

#include <fmt/format.h>

#include "api/cognito_idp/errors.h"

namespace poolhouse::userpools {

Task<AppClientRef> require_client_of(SettingsCache& settings, const Pool& pool, std::string client_id) {
  auto client = co_await settings.find_client(ClientId(client_id));
  if (!client || client->pool != pool.id) {
    throw cognito_idp::ResourceNotFoundException(
        fmt::format("User pool client {} does not exist.", client_id));
  }
  co_return client;
}

}  // namespace poolhouse::userpools
