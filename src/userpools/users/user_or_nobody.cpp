#include "userpools/users/user_or_nobody.h"

#include "userpools/users/user_repository.h"

namespace poolhouse::userpools {

UserOrNobody find_user_or_nobody(store::Connection& db, const Pool& pool, std::string_view name,
                                 const Passwords& passwords) {
  auto nobody = passwords.simulated_sub(pool, name);
  auto user = find_user_evenly(db, pool, name, nobody);
  auto subject = user ? user->sub : std::move(nobody);
  return {.user = std::move(user), .subject = std::move(subject)};
}

}  // namespace poolhouse::userpools
