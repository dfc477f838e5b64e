#include "userpools/users/admin_delete_user.h"

#include "userpools/users/require_user.h"

namespace poolhouse::userpools {

Task<api::NoOutput> AdminDeleteUser::handle(cognito_idp::AdminDeleteUserRequest request, AdminCall call) {
  co_await store_.write([&](store::Connection& db) {
    delete_user(db, *call.pool, require_user(db, *call.pool, request.username));
  });
  co_return api::NoOutput{};
}

}  // namespace poolhouse::userpools
