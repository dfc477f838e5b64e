// Turns a taken sign-in name into the operation's own exception.
#pragma once

#include <expected>

#include "userpools/rules/faults.h"
#include "userpools/rules/username.h"
#include "userpools/users/user_repository.h"

namespace poolhouse::userpools {

inline void or_fail_taken(const std::expected<void, NameTaken>& written, NameTakenIn operation) {
  if (!written) raise(name_taken(written.error().kind, operation));
}

}  // namespace poolhouse::userpools
