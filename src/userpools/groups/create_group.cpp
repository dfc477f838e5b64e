#include "userpools/groups/create_group.h"

#include <fmt/format.h>

#include "api/cognito_idp/errors.h"
#include "userpools/groups/group_repository.h"
#include "userpools/groups/shown_group.h"
#include "userpools/pools/require_pool.h"

namespace poolhouse::userpools {
namespace {

constexpr std::int64_t kGroupsMax = 10'000;  // reference 13.4

}  // namespace

Task<cognito_idp::CreateGroupResponse> CreateGroup::handle(cognito_idp::CreateGroupRequest request,
                                                           AdminCall call) {
  const auto now = clock_.now();
  const Group group{.pool = call.pool->id,
                    .name = GroupName(request.group_name),
                    .description = given_text(request.description),
                    .role_arn = request.role_arn,
                    .precedence = request.precedence,
                    .created_at = now,
                    .modified_at = now};
  auto create = [&](store::Connection& db) {
    const auto pool = require_pool(db, group.pool);
    // What the deletion of a group of that name may have left behind must not come back.
    if (remove_leftover_members(db, pool->id, group.name)) return false;
    if (!insert_group(db, group)) {
      throw cognito_idp::GroupExistsException("A group with the name already exists.");
    }
    if (count_groups(db, pool->id) > kGroupsMax) {
      throw cognito_idp::LimitExceededException(
          fmt::format("The user pool has {} groups already, which is the limit.", kGroupsMax));
    }
    return true;
  };
  for (bool created = false; !created;) created = co_await store_.write(create);
  cognito_idp::CreateGroupResponse response;
  response.group = shown_group(group);
  co_return response;
}

}  // namespace poolhouse::userpools
