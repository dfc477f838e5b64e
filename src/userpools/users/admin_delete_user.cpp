#include "userpools/users/admin_delete_user.h"

#include "userpools/tokens/token_family.h"
#include "userpools/users/require_user.h"

namespace poolhouse::userpools {

Task<api::NoOutput> AdminDeleteUser::handle(cognito_idp::AdminDeleteUserRequest request, AdminCall call) {
  const auto sub = co_await store_.write([&](store::Connection& db) {
    auto user = require_user(db, *call.pool, request.username);
    delete_user(db, *call.pool, user);
    return std::move(user.sub);
  });
  co_await remove_ended_token_families(store_, call.pool->id, sub);
  co_return api::NoOutput{};
}

}  // namespace poolhouse::userpools
