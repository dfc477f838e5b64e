// The claims of ID and access tokens, in the order the service writes them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/json_text.h"
#include "base/strong.h"
#include "base/time.h"
#include "triggers/claims_override.h"
#include "userpools/rules/attributes.h"
#include "userpools/rules/groups.h"

namespace poolhouse::userpools {

using triggers::Claim;
using triggers::Claims;
using triggers::ClaimsOverride;
using triggers::ClaimValue;

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

// Where no function is configured, pass {}. Changes to protected claims are ignored, as is a structured
// value where the service takes none.
[[nodiscard]] Claims id_token_claims(const TokenFacts& facts, const ClaimsOverride& change);
[[nodiscard]] Claims access_token_claims(const TokenFacts& facts, const ClaimsOverride& change);

enum class TokenUse { id, access };
// May no function add, change or suppress this claim?
[[nodiscard]] bool is_protected_claim(std::string_view name, TokenUse use);

}  // namespace poolhouse::userpools
