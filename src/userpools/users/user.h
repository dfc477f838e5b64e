// A user of a pool as a value: rules take it and give back a changed one.
#pragma once

#include <optional>
#include <string>

#include "api/cognito_idp/enums.h"
#include "base/strong.h"
#include "base/time.h"
#include "userpools/rules/attributes.h"

namespace poolhouse::userpools {

struct User {
  Sub sub;
  Username username;
  cognito_idp::UserStatusType status = cognito_idp::UserStatusType::UNCONFIRMED;
  bool enabled = true;
  // Without `sub`, which is the user's identity.
  Attributes attributes;
  // Sealed by userpools/users/password.h. None: the user cannot sign in by password.
  std::optional<std::string> sealed_password;
  // Only for a temporary password (FORCE_CHANGE_PASSWORD).
  std::optional<Time> password_expires_at;
  Time created_at{};
  Time modified_at{};
};

}  // namespace poolhouse::userpools
