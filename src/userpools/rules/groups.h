// What a user's groups say in tokens.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace poolhouse::userpools {

struct GroupMembership {
  std::string name;
  std::optional<int> precedence;
  std::optional<std::string> role_arn;
};

// The lower precedence is the stronger group, 0 the strongest; a group without one comes last. Equals go
// by name, so that the order is the same each time.
[[nodiscard]] bool stronger(const GroupMembership& a, const GroupMembership& b);

struct GroupClaims {
  std::vector<std::string> groups;            // cognito:groups, strongest first
  std::vector<std::string> roles;             // cognito:roles, each once
  std::optional<std::string> preferred_role;  // cognito:preferred_role
  friend bool operator==(const GroupClaims&, const GroupClaims&) = default;
};
// The preferred role is that of the strongest group that has one. Groups that tie with different roles
// leave it out (documented).
[[nodiscard]] GroupClaims group_claims(std::vector<GroupMembership> memberships);

}  // namespace poolhouse::userpools
