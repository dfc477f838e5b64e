#include "userpools/clients/create_user_pool_client.h"

#include "userpools/clients/shown_client.h"
#include "userpools/rules/client_settings.h"

namespace poolhouse::userpools {
namespace {

constexpr std::string_view kIdAlphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
// As long as those of the real service (observed).
constexpr std::size_t kIdCharacters = 26;
constexpr std::size_t kSecretCharacters = 51;

}  // namespace

Task<cognito_idp::CreateUserPoolClientResponse> CreateUserPoolClient::handle(
    cognito_idp::CreateUserPoolClientRequest request, AdminCall call) {
  const auto now = clock_.now();
  AppClient client{
      .id = ClientId(random_.text(kIdCharacters, kIdAlphabet)),
      .pool = call.pool->id,
      .settings = or_fail(new_client_settings(
          request, {.pool = call.pool->settings, .identity_providers = {}, .custom_scopes = {}})),
      .secrets = {}};
  client.settings.user_pool_id = call.pool->id.value();
  client.settings.client_id = client.id.value();
  client.settings.creation_date = now;
  client.settings.last_modified_date = now;
  if (request.client_secret) {
    client.secrets.push_back(std::move(*request.client_secret));
  } else if (request.generate_secret.value_or(false)) {
    client.secrets.emplace_back(random_.text(kSecretCharacters, kIdAlphabet));
  }
  co_await store_.write([&](store::Connection& db) { clients_.insert(db, client); });
  cognito_idp::CreateUserPoolClientResponse response;
  response.user_pool_client = shown_client(client);
  co_return response;
}

}  // namespace poolhouse::userpools
