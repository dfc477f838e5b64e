// What a PreTokenGeneration function may change in the tokens (reference 9.7).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "api/json_text.h"

namespace poolhouse::triggers {

// JsonText holds what the other alternatives cannot.
using ClaimValue = std::variant<std::string, std::int64_t, bool, std::vector<std::string>, api::JsonText>;

struct Claim {
  std::string name;
  ClaimValue value;
  friend bool operator==(const Claim&, const Claim&) = default;
};
using Claims = std::vector<Claim>;

// In one token.
struct ClaimChanges {
  Claims add_or_override;
  std::vector<std::string> suppress;  // wins over add_or_override
};
// Given at all, it replaces the groups of both tokens: an empty list takes the claim away.
struct GroupOverride {
  std::vector<std::string> groups;
  std::vector<std::string> roles;
  std::optional<std::string> preferred_role;
};
struct ClaimsOverride {
  ClaimChanges id_token;
  ClaimChanges access_token;  // V2_0 and later
  std::vector<std::string> scopes_to_add;
  std::vector<std::string> scopes_to_suppress;
  std::optional<GroupOverride> groups;
};

}  // namespace poolhouse::triggers
