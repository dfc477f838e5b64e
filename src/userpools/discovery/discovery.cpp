#include "userpools/discovery/discovery.h"

#include <fmt/format.h>

#include "tokens/jwks.h"
#include "tokens/jwt.h"

namespace poolhouse::userpools {
namespace {

http::Response no_such_pool(const std::string& pool_id) {
  tokens::Claims body;
  body.text("message", fmt::format("User pool {} does not exist.", pool_id));
  return http::Response::json(400, body.object());
}

http::Response public_document(std::string body) {
  auto response = http::Response::json(200, std::move(body));
  response.headers.set("Cache-Control", "public, max-age=300");
  return response;
}

}  // namespace

Discovery::Discovery(SettingsCache& settings, SigningKeys& keys, std::string public_url,
                     std::string issuer_base)
    : settings_(settings),
      keys_(keys),
      public_url_(std::move(public_url)),
      issuer_base_(std::move(issuer_base)) {}

void Discovery::add_routes(http::Router& router) {
  router.add({.method = "GET",
              .pattern = "/{userPoolId}/.well-known/jwks.json",
              .handler = [this](http::Request request) { return jwks(std::move(request)); },
              .cors = http::Cors{}});
  router.add({.method = "GET",
              .pattern = "/{userPoolId}/.well-known/openid-configuration",
              .handler = [this](http::Request request) { return openid_configuration(std::move(request)); },
              .cors = http::Cors{}});
}

Task<http::Response> Discovery::jwks(http::Request request) {
  const UserPoolId id(request.path_parameter);
  const auto pool = co_await settings_.find_pool(id);
  const auto keys = pool ? co_await keys_.find(id) : nullptr;
  if (!keys) co_return no_such_pool(id.value());
  const crypto::SigningKey set[] = {keys->id_token, keys->access_token};
  co_return public_document(tokens::render_jwks(set));
}

// The members that the service shows for a pool without a domain, in its (alphabetical) order.
Task<http::Response> Discovery::openid_configuration(http::Request request) {
  const UserPoolId id(request.path_parameter);
  if (!co_await settings_.find_pool(id)) co_return no_such_pool(id.value());
  tokens::Claims document;
  document.json("id_token_signing_alg_values_supported", R"(["RS256"])")
      .text("issuer", fmt::format("{}/{}", issuer_base_, id.value()))
      .text("jwks_uri", fmt::format("{}/{}/.well-known/jwks.json", public_url_, id.value()))
      .json("response_types_supported", R"(["code","token"])")
      .json("scopes_supported", R"(["openid","email","phone","profile"])")
      .json("subject_types_supported", R"(["public"])")
      .json("token_endpoint_auth_methods_supported", R"(["client_secret_basic","client_secret_post"])");
  co_return public_document(document.object());
}

}  // namespace poolhouse::userpools
