// The access token as a credential: what the operations with an AccessToken member accept.
#pragma once

#include <memory>
#include <string>

#include "base/secret.h"
#include "base/task.h"
#include "base/time.h"
#include "store/store.h"
#include "tokens/jwt.h"
#include "userpools/settings_cache.h"
#include "userpools/tokens/signing_keys.h"
#include "userpools/users/user.h"

namespace poolhouse::userpools {

struct SignedInUser {
  PoolRef pool;
  // The client the token was issued to.
  AppClientRef client;
  User user;
  // The sign-in that the token comes from.
  OriginJti token_family;
};

class AccessTokens {
 public:
  AccessTokens(store::Store& store, SettingsCache& settings, SigningKeys& keys, const Clock& clock,
               std::string issuer_base);

  // NotAuthorizedException in the order: `Invalid Access Token`, `Could not verify signature for Access
  // Token`, `Access Token has expired`, `Access Token does not have required scopes`, `Access Token has
  // been revoked`; UserNotFoundException when the user is gone.
  Task<SignedInUser> require(const Secret& token);

 private:
  store::Store& store_;
  SettingsCache& settings_;
  SigningKeys& keys_;
  const Clock& clock_;
  std::string issuer_base_;
};

}  // namespace poolhouse::userpools
