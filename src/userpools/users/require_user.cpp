#include "userpools/users/require_user.h"

#include "api/cognito_idp/errors.h"

namespace poolhouse::userpools {
namespace {

User or_not_found(std::optional<User> user) {
  if (!user) throw cognito_idp::UserNotFoundException("User does not exist.");
  return std::move(*user);
}

}  // namespace

User require_user(store::Connection& db, const Pool& pool, std::string_view name) {
  return or_not_found(find_user(db, pool, name));
}

User require_user(store::Connection& db, const Pool& pool, const Sub& sub) {
  return or_not_found(find_user(db, pool.id, sub));
}

}  // namespace poolhouse::userpools
