#include "userpools/users/admin_enable_user.h"

#include "userpools/users/name_taken.h"
#include "userpools/users/require_user.h"

namespace poolhouse::userpools {

Task<cognito_idp::AdminEnableUserResponse> AdminEnableUser::handle(
    cognito_idp::AdminEnableUserRequest request, AdminCall call) {
  const auto& pool = *call.pool;
  const auto now = clock_.now();
  co_await store_.write([&](store::Connection& db) {
    const auto before = require_user(db, pool, request.username);
    if (before.enabled) return;
    auto after = before;
    after.enabled = true;
    after.modified_at = now;
    or_fail_taken(update_user(db, pool, before, after), NameTakenIn::attribute_update);
  });
  co_return cognito_idp::AdminEnableUserResponse{};
}

}  // namespace poolhouse::userpools
