#include "userpools/groups/admin_list_groups_for_user.h"

#include <algorithm>

#include "base/packed.h"
#include "userpools/groups/group_repository.h"
#include "userpools/groups/shown_group.h"
#include "userpools/rules/groups.h"
#include "userpools/users/require_user.h"

namespace poolhouse::userpools {
namespace {

constexpr int kNoPrecedence = -1;  // the model allows none below 0

GroupMembership membership_of(const Group& group) {
  return {.name = group.name.value(), .precedence = group.precedence, .role_arn = {}};
}

std::string position_of(const Group& group) {
  PackedWriter packed;
  packed.text(group.name.value()).integer(group.precedence.value_or(kNoPrecedence));
  return packed.bytes();
}

GroupMembership membership_at(const std::string& position) {
  PackedReader packed(position);
  GroupMembership membership{.name = std::string(packed.text()), .precedence = {}, .role_arn = {}};
  if (const auto precedence = packed.integer(); precedence != kNoPrecedence)
    membership.precedence = static_cast<int>(precedence);
  return membership;
}

// Those that come after the position, strongest first. A user has at most 100, so all were read.
std::vector<Group> behind(std::vector<Group> groups, const std::string& position) {
  if (!position.empty()) {
    const auto last = membership_at(position);
    std::erase_if(groups, [&](const Group& group) { return !stronger(last, membership_of(group)); });
  }
  std::ranges::sort(groups, stronger, membership_of);
  return groups;
}

}  // namespace

Task<cognito_idp::AdminListGroupsForUserResponse> AdminListGroupsForUser::handle(
    cognito_idp::AdminListGroupsForUserRequest request, AdminCall call) {
  const auto size = page_size(request.limit);
  struct Found {
    User user;
    std::vector<Group> groups;
  };
  auto found = co_await store_.read([&](store::Connection& db) {
    auto user = require_user(db, *call.pool, request.username);
    auto groups = groups_of_user(db, call.pool->id, user.sub);
    return Found{.user = std::move(user), .groups = std::move(groups)};
  });
  // By the user, not by the name it was asked with: any of the names may go on.
  const Listing listing{
      .operation = "AdminListGroupsForUser", .pool = call.pool->id, .filter = found.user.sub.value()};
  const auto after = page_tokens_.position(listing, request.next_token);
  auto groups = behind(std::move(found.groups), after);
  cognito_idp::AdminListGroupsForUserResponse response;
  response.next_token = page_tokens_.cut_page(listing, groups, size, position_of);
  response.groups = shown_groups(groups);
  co_return response;
}

}  // namespace poolhouse::userpools
