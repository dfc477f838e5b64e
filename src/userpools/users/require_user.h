// The user that an administrator's operation names.
#pragma once

#include <string_view>

#include "userpools/users/user_repository.h"

namespace poolhouse::userpools {

// By any of the user's names, or the sub. UserNotFoundException `User does not exist.`, whatever a client
// hides: administrators have no client.
[[nodiscard]] User require_user(store::Connection& db, const Pool& pool, std::string_view name);
// The same user again, inside the transaction that changes it.
[[nodiscard]] User require_user(store::Connection& db, const Pool& pool, const Sub& sub);

}  // namespace poolhouse::userpools
