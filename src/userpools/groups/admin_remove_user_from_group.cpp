#include "userpools/groups/admin_remove_user_from_group.h"

#include "userpools/groups/require_group.h"
#include "userpools/users/require_user.h"

namespace poolhouse::userpools {

Task<api::NoOutput> AdminRemoveUserFromGroup::handle(cognito_idp::AdminRemoveUserFromGroupRequest request,
                                                     AdminCall call) {
  co_await store_.write([&](store::Connection& db) {
    const auto group = require_group(db, call.pool->id, GroupName(request.group_name));
    const auto user = require_user(db, *call.pool, request.username);
    remove_member(db, group.pool, group.name, user.sub);
  });
  co_return api::NoOutput{};
}

}  // namespace poolhouse::userpools
