#include "userpools/groups/admin_add_user_to_group.h"

#include <fmt/format.h>
#include <algorithm>
#include <optional>

#include "api/cognito_idp/errors.h"
#include "userpools/groups/require_group.h"
#include "userpools/users/require_user.h"

namespace poolhouse::userpools {

Task<api::NoOutput> AdminAddUserToGroup::handle(cognito_idp::AdminAddUserToGroupRequest request,
                                                AdminCall call) {
  // Looked at before the transaction: on PostgreSQL those that read memberships and add some cannot be
  // committed beside one another. Calls at the same moment may so pass the limit by as many as they are.
  const auto sub = co_await store_.read([&](store::Connection& db) -> std::optional<Sub> {
    const auto group = require_group(db, call.pool->id, GroupName(request.group_name));
    const auto user = require_user(db, *call.pool, request.username);
    const auto groups = groups_of_user(db, group.pool, user.sub);
    if (std::ranges::find(groups, group.name, &Group::name) != groups.end()) return std::nullopt;
    if (groups.size() >= kGroupsOfUserMax) {
      // The operation declares no LimitExceededException.
      throw cognito_idp::InvalidParameterException(
          fmt::format("The user is in {} groups already, which is the limit.", kGroupsOfUserMax));
    }
    return user.sub;
  });
  if (!sub) co_return api::NoOutput{};
  co_await store_.write([&](store::Connection& db) {
    const auto group = require_group(db, call.pool->id, GroupName(request.group_name));
    const auto user = require_user(db, *call.pool, *sub);
    add_member(db, group.pool, group.name, user.sub);
  });
  co_return api::NoOutput{};
}

}  // namespace poolhouse::userpools
