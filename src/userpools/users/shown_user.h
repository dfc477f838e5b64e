// A user as AdminCreateUser and the lists of users answer it.
#pragma once

#include "api/cognito_idp/types/user_type.h"
#include "userpools/users/user.h"

namespace poolhouse::userpools {

[[nodiscard]] cognito_idp::UserType shown_user(const User& user);

}  // namespace poolhouse::userpools
