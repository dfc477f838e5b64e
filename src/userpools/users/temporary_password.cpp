#include "userpools/users/temporary_password.h"

#include "userpools/rules/password_policy.h"

namespace poolhouse::userpools {

void set_temporary_password(User& user, std::string sealed, const Pool& pool, Time now) {
  user.status = cognito_idp::UserStatusType::FORCE_CHANGE_PASSWORD;
  user.sealed_password = std::move(sealed);
  user.password_expires_at = now + temporary_password_ttl(*pool.settings.policies->password_policy);
  user.modified_at = now;
}

}  // namespace poolhouse::userpools
