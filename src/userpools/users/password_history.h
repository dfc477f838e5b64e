// The passwords that a user may not use again, where the pool's policy (PasswordHistorySize) says so.
//
// "Users can't set a password that matches any of n previous passwords" (documented): the current password is
// the first of the n. Nothing is kept of the users of a pool whose policy does not ask for it.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "store/store.h"
#include "userpools/pools/pool.h"
#include "userpools/users/user.h"

namespace poolhouse::userpools {

// Sealed by userpools/users/password.h, newest first; at most 24.
using PasswordHistory = std::vector<std::string>;

// Empty where the policy asks for nothing.
[[nodiscard]] PasswordHistory password_history(store::Connection& db, const Pool& pool, const User& user);

// Call it in the transaction that replaces the password of `before`. Forgets what the policy needs no more.
void remember_password(store::Connection& db, const Pool& pool, const User& before, Time now);

}  // namespace poolhouse::userpools
