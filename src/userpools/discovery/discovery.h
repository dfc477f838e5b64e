// /{userPoolId}/.well-known/jwks.json and openid-configuration: what verifiers of tokens read.
#pragma once

#include <string>

#include "base/task.h"
#include "http/message.h"
#include "http/router.h"
#include "userpools/settings_cache.h"
#include "userpools/tokens/signing_keys.h"

namespace poolhouse::userpools {

class Discovery {
 public:
  // Both without a trailing slash. The key set is fetched from where we are, whatever `iss` says.
  Discovery(SettingsCache& settings, SigningKeys& keys, std::string public_url, std::string issuer_base);

  void add_routes(http::Router& router);

  Task<http::Response> jwks(http::Request request);
  Task<http::Response> openid_configuration(http::Request request);

 private:
  SettingsCache& settings_;
  SigningKeys& keys_;
  std::string public_url_;
  std::string issuer_base_;
};

}  // namespace poolhouse::userpools
