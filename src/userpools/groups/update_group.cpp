#include "userpools/groups/update_group.h"

#include "userpools/groups/require_group.h"
#include "userpools/groups/shown_group.h"

namespace poolhouse::userpools {

Task<cognito_idp::UpdateGroupResponse> UpdateGroup::handle(cognito_idp::UpdateGroupRequest request,
                                                           AdminCall call) {
  const auto group = co_await store_.write([&](store::Connection& db) {
    auto changed = require_group(db, call.pool->id, GroupName(request.group_name));
    if (request.description) changed.description = given_text(request.description);
    if (request.role_arn) changed.role_arn = request.role_arn;
    if (request.precedence) changed.precedence = request.precedence;
    changed.modified_at = clock_.now();
    update_group(db, changed);
    return changed;
  });
  cognito_idp::UpdateGroupResponse response;
  response.group = shown_group(group);
  co_return response;
}

}  // namespace poolhouse::userpools
