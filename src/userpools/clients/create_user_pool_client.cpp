#include "userpools/clients/create_user_pool_client.h"

#include <fmt/format.h>

#include "api/cognito_idp/errors.h"
#include "userpools/clients/shown_client.h"
#include "userpools/pools/require_pool.h"
#include "userpools/rules/client_settings.h"

namespace poolhouse::userpools {
namespace {

constexpr std::string_view kIdAlphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
// As long as those of the real service (observed).
constexpr std::size_t kIdCharacters = 26;
constexpr std::size_t kSecretCharacters = 51;
// What the service raises its quota to when asked (reference 13.4).
constexpr std::int64_t kClientsMax = 10'000;

}  // namespace

Task<cognito_idp::CreateUserPoolClientResponse> CreateUserPoolClient::handle(
    cognito_idp::CreateUserPoolClientRequest request, AdminCall call) {
  const auto now = clock_.now();
  const ClientId id(random_.text(kIdCharacters, kIdAlphabet));
  std::optional<Secret> secret;
  if (request.client_secret) {
    secret = request.client_secret->clone();
  } else if (request.generate_secret.value_or(false)) {
    secret = Secret(random_.text(kSecretCharacters, kIdAlphabet));
  }
  const auto client = co_await store_.write([&](store::Connection& db) {
    const auto pool = require_pool(db, call.pool->id);
    AppClient created{.id = id,
                      .pool = pool->id,
                      .settings = or_fail(new_client_settings(
                          request, {.pool = pool->settings, .identity_providers = {}, .custom_scopes = {}})),
                      .secrets = {}};
    created.settings.client_id = id.value();
    created.settings.creation_date = now;
    created.settings.last_modified_date = now;
    if (secret) created.secrets.push_back(secret->clone());
    if (clients_.count(db, pool->id) >= kClientsMax) {
      throw cognito_idp::LimitExceededException(
          fmt::format("The user pool has {} app clients already, which is the limit.", kClientsMax));
    }
    clients_.insert(db, created);
    return created;
  });
  cognito_idp::CreateUserPoolClientResponse response;
  response.user_pool_client = shown_client(client);
  co_return response;
}

}  // namespace poolhouse::userpools
