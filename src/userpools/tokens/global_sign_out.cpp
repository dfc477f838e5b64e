#include "userpools/tokens/global_sign_out.h"

#include "userpools/tokens/token_family.h"

namespace poolhouse::userpools {

Task<cognito_idp::GlobalSignOutResponse> GlobalSignOut::handle(cognito_idp::GlobalSignOutRequest,
                                                               SignedInUser caller) {
  co_await store_.write(
      [&](store::Connection& db) { revoke_all_token_families(db, caller.pool->id, caller.user.sub); });
  co_await remove_ended_token_families(store_, caller.pool->id, caller.user.sub);
  co_return cognito_idp::GlobalSignOutResponse{};
}

}  // namespace poolhouse::userpools
