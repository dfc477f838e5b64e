#include "userpools/groups/get_group.h"

#include "userpools/groups/require_group.h"
#include "userpools/groups/shown_group.h"

namespace poolhouse::userpools {

Task<cognito_idp::GetGroupResponse> GetGroup::handle(cognito_idp::GetGroupRequest request, AdminCall call) {
  const auto group = co_await store_.read(
      [&](store::Connection& db) { return require_group(db, call.pool->id, GroupName(request.group_name)); });
  cognito_idp::GetGroupResponse response;
  response.group = shown_group(group);
  co_return response;
}

}  // namespace poolhouse::userpools
