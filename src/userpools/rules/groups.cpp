#include "userpools/rules/groups.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace poolhouse::userpools {
namespace {

// One past every precedence that can be given.
long rank(const GroupMembership& group) {
  return group.precedence ? *group.precedence : std::numeric_limits<int>::max() + 1L;
}

}  // namespace

bool stronger(const GroupMembership& a, const GroupMembership& b) {
  return std::tuple(rank(a), std::string_view(a.name)) < std::tuple(rank(b), std::string_view(b.name));
}

GroupClaims group_claims(std::vector<GroupMembership> memberships) {
  std::ranges::sort(memberships, stronger);
  GroupClaims claims;
  std::optional<long> best;
  for (const auto& group : memberships) {
    claims.groups.push_back(group.name);
    if (!group.role_arn) continue;
    if (std::ranges::find(claims.roles, *group.role_arn) == claims.roles.end())
      claims.roles.push_back(*group.role_arn);
    if (!best) {
      best = rank(group);
      claims.preferred_role = group.role_arn;
    } else if (rank(group) == *best && claims.preferred_role != group.role_arn) {
      claims.preferred_role.reset();
    }
  }
  return claims;
}

}  // namespace poolhouse::userpools
