#include "userpools/groups/list_users_in_group.h"

#include "userpools/groups/require_group.h"
#include "userpools/users/shown_user.h"
#include "userpools/users/user_repository.h"

namespace poolhouse::userpools {

Task<cognito_idp::ListUsersInGroupResponse> ListUsersInGroup::handle(
    cognito_idp::ListUsersInGroupRequest request, AdminCall call) {
  const GroupName name(request.group_name);
  const Listing listing{.operation = "ListUsersInGroup", .pool = call.pool->id, .filter = name.value()};
  const auto size = page_size(request.limit);
  const auto after = page_tokens_.position(listing, request.next_token);
  auto users = co_await store_.read([&](store::Connection& db) {
    const auto group = require_group(db, call.pool->id, name);
    return users_in_group(db, group.pool, group.name, after, size + 1);
  });
  cognito_idp::ListUsersInGroupResponse response;
  response.next_token =
      page_tokens_.cut_page(listing, users, size, [](const User& user) { return user.sub.value(); });
  response.users.emplace();
  for (const auto& user : users) response.users->push_back(shown_user(user));
  co_return response;
}

}  // namespace poolhouse::userpools
