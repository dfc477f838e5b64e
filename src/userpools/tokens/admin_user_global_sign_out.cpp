#include "userpools/tokens/admin_user_global_sign_out.h"

#include "userpools/tokens/token_family.h"
#include "userpools/users/require_user.h"

namespace poolhouse::userpools {

Task<cognito_idp::AdminUserGlobalSignOutResponse> AdminUserGlobalSignOut::handle(
    cognito_idp::AdminUserGlobalSignOutRequest request, AdminCall call) {
  co_await store_.write([&](store::Connection& db) {
    revoke_all_token_families(db, call.pool->id, require_user(db, *call.pool, request.username).sub);
  });
  co_return cognito_idp::AdminUserGlobalSignOutResponse{};
}

}  // namespace poolhouse::userpools
