#include "userpools/users/delete_user.h"

#include "userpools/users/require_user.h"

namespace poolhouse::userpools {

Task<api::NoOutput> DeleteUser::handle(cognito_idp::DeleteUserRequest, SignedInUser caller) {
  co_await store_.write([&](store::Connection& db) {
    delete_user(db, caller.pool->id, require_user(db, *caller.pool, caller.user.sub).sub);
  });
  co_return api::NoOutput{};
}

}  // namespace poolhouse::userpools
