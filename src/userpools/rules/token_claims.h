// The claims of ID and access tokens, in the order the service writes them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/json_text.h"
#include "base/strong.h"
#include "base/time.h"
#include "userpools/rules/attributes.h"
#include "userpools/rules/groups.h"

namespace poolhouse::userpools {

// JsonText holds what the other alternatives cannot.
using ClaimValue = std::variant<std::string, std::int64_t, bool, std::vector<std::string>, api::JsonText>;

struct Claim {
  std::string name;
  ClaimValue value;
  friend bool operator==(const Claim&, const Claim&) = default;
};
using Claims = std::vector<Claim>;

// Ties a token to its sign-in, so that it can be revoked. Tokens of clients that turned revocation off
// (EnableTokenRevocation) and do not rotate have none.
struct RevocationIds {
  OriginJti origin_jti;  // the same in all tokens of a sign-in
  std::string id_jti;    // a UUID of its own for each token
  std::string access_jti;
};

enum class IssuedBy { api, oauth };  // the sign-in operations, or the token endpoint

struct TokenFacts {
  std::string issuer;
  ClientId client_id;
  Sub sub;
  Username username;
  // Those that the client may read.
  Attributes attributes;
  GroupClaims groups;
  // The `identities` of a federated or linked user, as JSON for the token.
  std::optional<api::JsonText> identities;
  std::optional<RevocationIds> revocation;
  std::string event_id;
  // Of the original sign-in; a refresh does not move it.
  Time auth_time;
  Time issued_at;
  std::chrono::seconds id_token_ttl;
  std::chrono::seconds access_token_ttl;
  std::vector<std::string> scopes;
  std::optional<std::string> device_key;
  IssuedBy issued_by = IssuedBy::api;
};

// What a PreTokenGeneration function may change in one token.
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

// Where no function is configured, pass {}. Changes to protected claims are ignored, as is a structured
// value where the service takes none.
[[nodiscard]] Claims id_token_claims(const TokenFacts& facts, const ClaimsOverride& change);
[[nodiscard]] Claims access_token_claims(const TokenFacts& facts, const ClaimsOverride& change);

enum class TokenUse { id, access };
// May no function add, change or suppress this claim?
[[nodiscard]] bool is_protected_claim(std::string_view name, TokenUse use);

}  // namespace poolhouse::userpools
