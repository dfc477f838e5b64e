// A password that somebody else chose: good for one sign-in, which asks for a new one.
#pragma once

#include <string>

#include "base/time.h"
#include "userpools/pools/pool.h"
#include "userpools/users/user.h"

namespace poolhouse::userpools {

// FORCE_CHANGE_PASSWORD, until the pool's TemporaryPasswordValidityDays are over. `sealed` is by Passwords.
void set_temporary_password(User& user, std::string sealed, const Pool& pool, Time now);

}  // namespace poolhouse::userpools
