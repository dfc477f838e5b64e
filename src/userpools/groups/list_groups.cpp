#include "userpools/groups/list_groups.h"

#include "userpools/groups/group_repository.h"
#include "userpools/groups/shown_group.h"

namespace poolhouse::userpools {

Task<cognito_idp::ListGroupsResponse> ListGroups::handle(cognito_idp::ListGroupsRequest request,
                                                         AdminCall call) {
  const Listing listing{.operation = "ListGroups", .pool = call.pool->id, .filter = {}};
  const auto size = page_size(request.limit);
  const auto after = page_tokens_.position(listing, request.next_token);
  auto groups = co_await store_.read(
      [&](store::Connection& db) { return list_groups(db, call.pool->id, after, size + 1); });
  cognito_idp::ListGroupsResponse response;
  response.next_token =
      page_tokens_.cut_page(listing, groups, size, [](const Group& group) { return group.name.value(); });
  response.groups = shown_groups(groups);
  co_return response;
}

}  // namespace poolhouse::userpools
