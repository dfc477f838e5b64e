#include "userpools/users/admin_disable_user.h"

#include "userpools/tokens/token_family.h"
#include "userpools/users/name_taken.h"
#include "userpools/users/require_user.h"

namespace poolhouse::userpools {

Task<cognito_idp::AdminDisableUserResponse> AdminDisableUser::handle(
    cognito_idp::AdminDisableUserRequest request, AdminCall call) {
  const auto& pool = *call.pool;
  const auto now = clock_.now();
  const auto sub = co_await store_.write([&](store::Connection& db) {
    const auto before = require_user(db, pool, request.username);
    // Revoked, not only refused while the user is disabled: enabling brings none of them back.
    revoke_all_token_families(db, pool.id, before.sub);
    if (!before.enabled) return before.sub;
    auto after = before;
    after.enabled = false;
    after.modified_at = now;
    or_fail_taken(update_user(db, pool, before, after), NameTakenIn::attribute_update);
    return before.sub;
  });
  co_await remove_ended_token_families(store_, pool.id, sub);
  co_return cognito_idp::AdminDisableUserResponse{};
}

}  // namespace poolhouse::userpools
