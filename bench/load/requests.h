// The requests that scenarios and the population share.
#pragma once

#include "api/cognito_idp/types/admin_create_user_request.h"
#include "api/cognito_idp/types/authentication_result_type.h"
#include "api/cognito_idp/types/sign_up_request.h"
#include "load/population.h"

namespace poolhouse::bench {

// The profile that every user has.
[[nodiscard]] std::vector<cognito_idp::AttributeType> attributes_of(std::size_t number);

// SignUp with a password and that profile.
[[nodiscard]] cognito_idp::SignUpRequest sign_up(const Pool& pool, std::size_t number);

// With a temporary password, and without an invitation.
[[nodiscard]] cognito_idp::AdminCreateUserRequest admin_create_user(const Pool& pool, std::size_t number);

// USER_PASSWORD_AUTH.
cognito_idp::AuthenticationResultType sign_in_by_password(Client& client, const Pool& pool, std::size_t user);

// USER_SRP_AUTH: two calls, and the arithmetic of a client between them.
void sign_in_by_srp(Worker& worker, const Pool& pool, std::size_t user);

}  // namespace poolhouse::bench
