#include "userpools/rules/token_claims.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace poolhouse::userpools {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

TokenFacts facts() {
  TokenFacts facts;
  facts.issuer = "https://issuer.example/us-east-1_AbCdEfGhI";
  facts.client_id = ClientId("client");
  facts.sub = Sub("the-sub");
  facts.username = Username("jane");
  facts.revocation = RevocationIds{OriginJti("origin"), "id-jti", "access-jti"};
  facts.event_id = "event";
  facts.auth_time = from_epoch_ms(1'700'000'000'500);
  facts.issued_at = from_epoch_ms(1'700'000'600'999);
  facts.id_token_ttl = hours(1);
  facts.access_token_ttl = minutes(5);
  facts.scopes = {"aws.cognito.signin.user.admin"};
  return facts;
}

TokenFacts full_facts() {
  auto full = facts();
  full.attributes = {{"sub", "the-sub"},
                     {"address", "1 \"Main\" St"},
                     {"custom:age", "42"},
                     {"email", "jane@example.com"},
                     {"email_verified", "true"},
                     {"given_name", "Jane"},
                     {"identities", "[]"},
                     {"name", "Jane Doe"},
                     {"phone_number", "+15550100"},
                     {"phone_number_verified", "false"},
                     {"updated_at", "1700000000"}};
  full.groups = {.groups = {"admin", "users"}, .roles = {"r1", "r2"}, .preferred_role = "r1"};
  full.identities = api::JsonText{"[{}]"};
  full.device_key = "device";
  return full;
}

std::string names(const Claims& claims) {
  std::string out;
  for (const auto& claim : claims) out += (out.empty() ? "" : " ") + claim.name;
  return out;
}

std::optional<ClaimValue> value(const Claims& claims, std::string_view name) {
  const auto found = std::ranges::find(claims, name, &Claim::name);
  return found == claims.end() ? std::nullopt : std::optional(found->value);
}

std::optional<ClaimValue> text(const char* t) { return ClaimValue(std::string(t)); }
std::optional<ClaimValue> number(std::int64_t n) { return ClaimValue(n); }

TEST(TokenClaims, id_token_has_the_observed_order) {
  EXPECT_EQ(names(id_token_claims(facts(), {})),
            "sub iss cognito:username origin_jti aud event_id token_use auth_time exp iat jti");
  EXPECT_EQ(
      names(id_token_claims(full_facts(), {})),
      "sub cognito:groups email_verified cognito:preferred_role iss phone_number_verified cognito:username "
      "address custom:age given_name updated_at origin_jti cognito:roles aud event_id identities token_use "
      "auth_time name phone_number exp iat jti email");
}

TEST(TokenClaims, access_token_has_the_observed_order) {
  EXPECT_EQ(names(access_token_claims(facts(), {})),
            "sub iss client_id origin_jti event_id token_use scope auth_time exp iat jti username");
  auto oauth = full_facts();
  oauth.issued_by = IssuedBy::oauth;
  EXPECT_EQ(
      names(access_token_claims(oauth, {})),
      "sub device_key cognito:groups iss version client_id origin_jti event_id token_use scope auth_time exp "
      "iat jti username");
}

TEST(TokenClaims, id_token_values) {
  const auto claims = id_token_claims(full_facts(), {});
  struct Case {
    const char* name;
    std::optional<ClaimValue> value;
  };
  for (const auto& c : std::vector<Case>{
           {"sub", text("the-sub")},
           {"iss", text("https://issuer.example/us-east-1_AbCdEfGhI")},
           {"aud", text("client")},
           {"client_id", std::nullopt},
           {"token_use", text("id")},
           {"cognito:username", text("jane")},
           {"auth_time", number(1'700'000'000)},
           {"iat", number(1'700'000'600)},
           {"exp", number(1'700'004'200)},
           {"jti", text("id-jti")},
           {"origin_jti", text("origin")},
           {"email_verified", ClaimValue(true)},
           {"phone_number_verified", ClaimValue(false)},
           {"custom:age", text("42")},
           {"updated_at", number(1'700'000'000)},
           {"address", ClaimValue(api::JsonText{R"({"formatted":"1 \"Main\" St"})"})},
           {"identities", ClaimValue(api::JsonText{"[{}]"})},
           {"cognito:groups", ClaimValue(std::vector<std::string>{"admin", "users"})},
           {"cognito:roles", ClaimValue(std::vector<std::string>{"r1", "r2"})},
           {"cognito:preferred_role", text("r1")},
       }) {
    EXPECT_EQ(value(claims, c.name), c.value) << c.name;
  }
}

TEST(TokenClaims, access_token_values) {
  auto oauth = full_facts();
  oauth.scopes = {"openid", "email"};
  oauth.issued_by = IssuedBy::oauth;
  const auto claims = access_token_claims(oauth, {});
  struct Case {
    const char* name;
    std::optional<ClaimValue> value;
  };
  for (const auto& c : std::vector<Case>{
           {"sub", text("the-sub")},
           {"client_id", text("client")},
           {"aud", std::nullopt},
           {"token_use", text("access")},
           {"scope", text("openid email")},
           {"username", text("jane")},
           {"device_key", text("device")},
           {"version", number(2)},
           {"exp", number(1'700'000'900)},
           {"jti", text("access-jti")},
           {"origin_jti", text("origin")},
           {"email", std::nullopt},
           {"cognito:roles", std::nullopt},
       }) {
    EXPECT_EQ(value(claims, c.name), c.value) << c.name;
  }
}

TEST(TokenClaims, tokens_that_cannot_be_revoked_have_no_ids) {
  auto irrevocable = facts();
  irrevocable.revocation.reset();
  for (const auto& claims : {id_token_claims(irrevocable, {}), access_token_claims(irrevocable, {})}) {
    EXPECT_EQ(value(claims, "jti"), std::nullopt);
    EXPECT_EQ(value(claims, "origin_jti"), std::nullopt);
  }
}

TEST(TokenClaims, a_time_of_update_that_is_no_number_stays_text) {
  auto odd = facts();
  odd.attributes = {{"updated_at", "1.5"}};
  EXPECT_EQ(value(id_token_claims(odd, {}), "updated_at"), text("1.5"));
}

TEST(TokenClaims, an_override_changes_in_place_and_adds_at_the_end) {
  ClaimsOverride change;
  change.id_token.add_or_override = {{"given_name", "Joan"}, {"tenant", "acme"}, {"level", std::int64_t{3}}};
  change.id_token.suppress = {"email", "level", "nobody"};
  const auto claims = id_token_claims(full_facts(), change);
  EXPECT_EQ(value(claims, "given_name"), text("Joan"));
  EXPECT_EQ(claims.back(), (Claim{"tenant", "acme"}));
  EXPECT_EQ(value(claims, "email"), std::nullopt);
  EXPECT_EQ(value(claims, "level"), std::nullopt) << "suppress wins over add";
  EXPECT_EQ(value(access_token_claims(full_facts(), change), "tenant"), std::nullopt);
}

TEST(TokenClaims, protected_claims_cannot_be_touched) {
  struct Case {
    const char* name;
    bool in_id, in_access;
  };
  for (const auto& c : {
           Case{"sub", true, true},
           Case{"iss", true, true},
           Case{"aud", true, true},
           Case{"exp", true, true},
           Case{"iat", true, true},
           Case{"jti", true, true},
           Case{"origin_jti", true, true},
           Case{"token_use", true, true},
           Case{"auth_time", true, true},
           Case{"nonce", true, true},
           Case{"nbf", true, true},
           Case{"azp", true, true},
           Case{"acr", true, true},
           Case{"amr", true, true},
           Case{"at_hash", true, true},
           Case{"identities", true, true},
           Case{"cognito:username", true, true},
           Case{"cognito:mfa_enabled", true, true},
           Case{"dev:custom:x", true, true},
           Case{"client_id", false, true},
           Case{"username", false, true},
           Case{"event_id", false, true},
           Case{"device_key", false, true},
           Case{"version", false, true},
           Case{"scope", false, true},
           Case{"cognito:groups", false, false},
           Case{"email", false, false},
           Case{"custom:x", false, false},
       }) {
    EXPECT_EQ(is_protected_claim(c.name, TokenUse::id), c.in_id) << c.name;
    EXPECT_EQ(is_protected_claim(c.name, TokenUse::access), c.in_access) << c.name;
  }
  ClaimsOverride change;
  change.id_token = {.add_or_override = {{"sub", "someone else"}, {"nonce", "n"}},
                     .suppress = {"exp", "aud"}};
  change.access_token = {.add_or_override = {{"username", "root"}, {"scope", "all"}},
                         .suppress = {"client_id"}};
  EXPECT_EQ(id_token_claims(full_facts(), change), id_token_claims(full_facts(), {}));
  EXPECT_EQ(access_token_claims(full_facts(), change), access_token_claims(full_facts(), {}));
}

TEST(TokenClaims, structured_values_are_taken_but_for_the_plain_claims_of_id_tokens) {
  const ClaimValue list = std::vector<std::string>{"a"};
  const ClaimValue object = api::JsonText{"{}"};
  ClaimsOverride change;
  change.id_token.add_or_override = {
      {"email_verified", list}, {"address", object}, {"tags", list}, {"rights", object}};
  const auto claims = id_token_claims(full_facts(), change);
  EXPECT_EQ(value(claims, "email_verified"), ClaimValue(true));
  EXPECT_NE(value(claims, "address"), object);
  EXPECT_EQ(value(claims, "tags"), list);
  EXPECT_EQ(value(claims, "rights"), object);
}

TEST(TokenClaims, a_group_override_replaces_the_groups_of_both_tokens) {
  ClaimsOverride change;
  change.groups = {.groups = {"guests"}, .roles = {}, .preferred_role = std::nullopt};
  const auto id = id_token_claims(full_facts(), change);
  EXPECT_EQ(value(id, "cognito:groups"), ClaimValue(std::vector<std::string>{"guests"}));
  EXPECT_EQ(value(id, "cognito:roles"), std::nullopt);
  EXPECT_EQ(value(id, "cognito:preferred_role"), std::nullopt);
  EXPECT_EQ(value(access_token_claims(full_facts(), change), "cognito:groups"),
            ClaimValue(std::vector<std::string>{"guests"}));
  change.groups = triggers::GroupOverride{};
  EXPECT_EQ(value(access_token_claims(full_facts(), change), "cognito:groups"), std::nullopt);
}

TEST(TokenClaims, scopes_are_added_once_and_suppressed) {
  ClaimsOverride change;
  change.scopes_to_add = {"api/read", "aws.cognito.signin.user.admin", "api/write"};
  change.scopes_to_suppress = {"api/write"};
  EXPECT_EQ(value(access_token_claims(facts(), change), "scope"),
            text("aws.cognito.signin.user.admin api/read"));
}

}  // namespace
}  // namespace poolhouse::userpools
