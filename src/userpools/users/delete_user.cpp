#include "userpools/users/delete_user.h"

#include "userpools/tokens/token_family.h"
#include "userpools/users/require_user.h"

namespace poolhouse::userpools {

Task<api::NoOutput> DeleteUser::handle(cognito_idp::DeleteUserRequest, SignedInUser caller) {
  co_await store_.write([&](store::Connection& db) {
    delete_user(db, *caller.pool, require_user(db, *caller.pool, caller.user.sub));
  });
  co_await remove_ended_token_families(store_, caller.pool->id, caller.user.sub);
  co_return api::NoOutput{};
}

}  // namespace poolhouse::userpools
