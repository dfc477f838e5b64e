#include "userpools/tokens/admin_user_global_sign_out.h"

#include "userpools/tokens/token_family.h"
#include "userpools/users/require_user.h"

namespace poolhouse::userpools {

Task<cognito_idp::AdminUserGlobalSignOutResponse> AdminUserGlobalSignOut::handle(
    cognito_idp::AdminUserGlobalSignOutRequest request, AdminCall call) {
  const auto sub = co_await store_.write([&](store::Connection& db) {
    auto user = require_user(db, *call.pool, request.username);
    revoke_all_token_families(db, call.pool->id, user.sub);
    return std::move(user.sub);
  });
  co_await remove_ended_token_families(store_, call.pool->id, sub);
  co_return cognito_idp::AdminUserGlobalSignOutResponse{};
}

}  // namespace poolhouse::userpools
