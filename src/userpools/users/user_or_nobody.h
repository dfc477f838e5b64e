// Whoever a name means, for operations that may not tell whether it means anybody.
#pragma once

#include <optional>
#include <string_view>

#include "store/store.h"
#include "userpools/pools/pool.h"
#include "userpools/users/password.h"
#include "userpools/users/user.h"

namespace poolhouse::userpools {

struct UserOrNobody {
  std::optional<User> user;
  // The user's sub, or the simulated one: what attempts and codes are counted and kept by.
  Sub subject;
};

// Takes as long for either.
[[nodiscard]] UserOrNobody find_user_or_nobody(store::Connection& db, const Pool& pool, std::string_view name,
                                               const Passwords& passwords);

}  // namespace poolhouse::userpools
