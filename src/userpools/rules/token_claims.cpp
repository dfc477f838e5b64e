#include "userpools/rules/token_claims.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "api/json_writer.h"

namespace poolhouse::userpools {
namespace {

// https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
constexpr std::array<std::string_view, 17> kProtected{
    "acr", "amr", "aud", "at_hash", "auth_time",  "azp", "cognito:username", "exp", "iat", "identities",
    "iss", "jti", "nbf", "nonce",   "origin_jti", "sub", "token_use"};
constexpr std::array<std::string_view, 5> kProtectedInAccessTokens{"client_id", "device_key", "event_id",
                                                                   "username", "version"};
constexpr std::array<std::string_view, 3> kGroupClaims{"cognito:groups", "cognito:roles",
                                                       "cognito:preferred_role"};
constexpr std::array<std::string_view, 4> kPlainInIdTokens{"phone_number_verified", "email_verified",
                                                           "updated_at", "address"};

bool contains(const auto& range, std::string_view value) {
  return std::ranges::find(range, value) != std::ranges::end(range);
}

// An attribute as the ID token writes it: flags as booleans, the time of update as a number when it is one,
// the address as an object (OpenID Connect Core 5.1.1), everything else, custom numbers included, as text.
ClaimValue claim_value(std::string_view name, std::string_view value) {
  if (name == "email_verified" || name == "phone_number_verified") return value == "true";
  if (name == "address") {
    std::string json = "{\"formatted\":";
    api::append_json_string(json, value);
    return api::JsonText{json + "}"};
  }
  if (name == "updated_at") {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error == std::errc() && end == value.data() + value.size()) return number;
  }
  return std::string(value);
}

// Writes each attribute once, at the place it is first asked for.
class AttributeClaims {
 public:
  AttributeClaims(const Attributes& attributes, Claims& out) : rest_(attributes), out_(out) {
    rest_.erase("sub");
    rest_.erase("identities");
  }

  void write(std::string_view name) {
    const auto found = rest_.find(name);
    if (found == rest_.end()) return;
    out_.push_back({found->first, claim_value(found->first, found->second)});
    rest_.erase(found);
  }
  // All that are left, but for those that have a later place.
  void write_all_but(std::initializer_list<std::string_view> later) {
    for (auto at = rest_.begin(); at != rest_.end();) {
      if (contains(later, at->first)) {
        ++at;
        continue;
      }
      out_.push_back({at->first, claim_value(at->first, at->second)});
      at = rest_.erase(at);
    }
  }

 private:
  Attributes rest_;
  Claims& out_;
};

GroupClaims overridden(const GroupClaims& groups, const std::optional<triggers::GroupOverride>& change) {
  if (!change) return groups;
  return {.groups = change->groups, .roles = change->roles, .preferred_role = change->preferred_role};
}

bool is_structured(const ClaimValue& value) {
  if (const auto* json = std::get_if<api::JsonText>(&value))
    return json->json.starts_with('{') || json->json.starts_with('[');
  return std::holds_alternative<std::vector<std::string>>(value);
}

bool may_take(const Claim& claim, TokenUse use) {
  if (is_protected_claim(claim.name, use)) return false;
  return use != TokenUse::id || !contains(kPlainInIdTokens, claim.name) || !is_structured(claim.value);
}

// An overridden claim keeps its place; a new one comes last.
void apply(const triggers::ClaimChanges& changes, TokenUse use, Claims& claims) {
  for (const auto& claim : changes.add_or_override) {
    if (!may_take(claim, use)) continue;
    const auto present = std::ranges::find(claims, claim.name, &Claim::name);
    if (present == claims.end()) {
      claims.push_back(claim);
    } else {
      present->value = claim.value;
    }
  }
  std::erase_if(claims, [&](const Claim& claim) {
    return contains(changes.suppress, claim.name) && !is_protected_claim(claim.name, use);
  });
}

std::string scope_text(const TokenFacts& facts, const ClaimsOverride& change) {
  auto scopes = facts.scopes;
  for (const auto& scope : change.scopes_to_add) {
    if (!contains(scopes, scope)) scopes.push_back(scope);
  }
  std::erase_if(scopes, [&](const auto& scope) { return contains(change.scopes_to_suppress, scope); });
  return fmt::format("{}", fmt::join(scopes, " "));
}

}  // namespace

Claims id_token_claims(const TokenFacts& facts, const ClaimsOverride& change) {
  const auto groups = overridden(facts.groups, change.groups);
  Claims claims;
  AttributeClaims attributes(facts.attributes, claims);
  const auto add = [&](std::string_view name, ClaimValue value) {
    claims.push_back({std::string(name), std::move(value)});
  };

  // The observed order.
  add("sub", facts.sub.value());
  if (!groups.groups.empty()) add("cognito:groups", groups.groups);
  attributes.write("email_verified");
  if (groups.preferred_role) add("cognito:preferred_role", *groups.preferred_role);
  add("iss", facts.issuer);
  attributes.write("phone_number_verified");
  add("cognito:username", facts.username.value());
  attributes.write_all_but({"name", "phone_number", "email"});
  if (facts.revocation) add("origin_jti", facts.revocation->origin_jti.value());
  if (!groups.roles.empty()) add("cognito:roles", groups.roles);
  add("aud", facts.client_id.value());
  add("event_id", facts.event_id);
  if (facts.identities) add("identities", *facts.identities);
  add("token_use", "id");
  add("auth_time", to_epoch_seconds(facts.auth_time));
  attributes.write("name");
  attributes.write("phone_number");
  add("exp", to_epoch_seconds(facts.issued_at + facts.id_token_ttl));
  add("iat", to_epoch_seconds(facts.issued_at));
  if (facts.revocation) add("jti", facts.revocation->id_jti);
  attributes.write("email");

  apply(change.id_token, TokenUse::id, claims);
  return claims;
}

Claims access_token_claims(const TokenFacts& facts, const ClaimsOverride& change) {
  const auto groups = overridden(facts.groups, change.groups);
  Claims claims;
  const auto add = [&](std::string_view name, ClaimValue value) {
    claims.push_back({std::string(name), std::move(value)});
  };

  // The observed order.
  add("sub", facts.sub.value());
  if (facts.device_key) add("device_key", *facts.device_key);
  if (!groups.groups.empty()) add("cognito:groups", groups.groups);
  add("iss", facts.issuer);
  if (facts.issued_by == IssuedBy::oauth) add("version", std::int64_t{2});
  add("client_id", facts.client_id.value());
  if (facts.revocation) add("origin_jti", facts.revocation->origin_jti.value());
  add("event_id", facts.event_id);
  add("token_use", "access");
  add("scope", scope_text(facts, change));
  add("auth_time", to_epoch_seconds(facts.auth_time));
  add("exp", to_epoch_seconds(facts.issued_at + facts.access_token_ttl));
  add("iat", to_epoch_seconds(facts.issued_at));
  if (facts.revocation) add("jti", facts.revocation->access_jti);
  add("username", facts.username.value());

  apply(change.access_token, TokenUse::access, claims);
  return claims;
}

bool is_protected_claim(std::string_view name, TokenUse use) {
  if (contains(kProtected, name)) return true;
  if (use == TokenUse::access && (contains(kProtectedInAccessTokens, name) || name == "scope")) return true;
  const bool reserved = name.starts_with("cognito:") || name.starts_with("dev:");
  return reserved && !contains(kGroupClaims, name);
}

}  // namespace poolhouse::userpools
