// An app client as the operations see it.
#pragma once

#include <memory>
#include <vector>

#include "api/cognito_idp/types.h"
#include "base/secret.h"
#include "base/strong.h"
#include "userpools/pools/pool.h"

namespace poolhouse::userpools {

struct AppClient {
  ClientId id;
  UserPoolId pool;
  // What DescribeUserPoolClient answers, except ClientSecret.
  cognito_idp::UserPoolClientType settings;
  // None: a public client. Two while a secret is being replaced; the newest last.
  std::vector<Secret> secrets;
};
using AppClientRef = std::shared_ptr<const AppClient>;

[[nodiscard]] inline bool hides_user_existence(const AppClient& client) {
  return client.settings.prevent_user_existence_errors ==
         cognito_idp::PreventUserExistenceErrorTypes::ENABLED;
}

// Unset acts as on (reference 2.1: EnableTokenRevocation true by default).
[[nodiscard]] inline bool revokes_tokens(const AppClient& client) {
  return client.settings.enable_token_revocation.value_or(true);
}

[[nodiscard]] inline bool rotates_refresh_tokens(const AppClient& client) {
  return client.settings.refresh_token_rotation &&
         client.settings.refresh_token_rotation->feature == cognito_idp::FeatureType::ENABLED;
}

}  // namespace poolhouse::userpools
