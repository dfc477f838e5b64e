// A stored user as the choice of a recovery channel sees them.
#pragma once

#include "userpools/rules/code_delivery.h"
#include "userpools/users/user.h"

namespace poolhouse::userpools {

// Refers to the user's attributes.
[[nodiscard]] inline RecoveringUser recovering_user(const User& user) {
  return {.attributes = user.attributes, .status = user.status, .enabled = user.enabled};
}

}  // namespace poolhouse::userpools
