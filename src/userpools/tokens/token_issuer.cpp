#include "userpools/tokens/token_issuer.h"

#include <fmt/format.h>

#include <stdexcept>
#include <type_traits>
#include <variant>

#include "api/cognito_idp/types.h"
#include "tokens/jwt.h"
#include "userpools/groups/group_repository.h"
#include "userpools/rules/client_permissions.h"
#include "userpools/rules/token_claims.h"
#include "userpools/rules/token_validity.h"
#include "userpools/tokens/token_family.h"
#include "userpools/trigger_events.h"

namespace poolhouse::userpools {
namespace {

constexpr std::string_view kUserAdminScope = "aws.cognito.signin.user.admin";

tokens::Claims serialised(const Claims& claims) {
  tokens::Claims out;
  for (const auto& [name, value] : claims) {
    std::visit(
        [&out, &name]<class T>(const T& v) {
          if constexpr (std::is_same_v<T, std::string>) out.text(name, v);
          if constexpr (std::is_same_v<T, std::int64_t>) out.integer(name, v);
          if constexpr (std::is_same_v<T, bool>) out.boolean(name, v);
          if constexpr (std::is_same_v<T, std::vector<std::string>>) out.texts(name, v);
          if constexpr (std::is_same_v<T, api::JsonText>) out.json(name, v.json);
        },
        value);
  }
  return out;
}

std::vector<GroupMembership> memberships_of(const std::vector<Group>& groups) {
  std::vector<GroupMembership> memberships;
  for (const auto& group : groups) {
    memberships.push_back(
        {.name = group.name.value(), .precedence = group.precedence, .role_arn = group.role_arn});
  }
  return memberships;
}

}  // namespace

// What a set of tokens says besides its subject.
struct TokenIssuer::Grant {
  OriginJti family;
  Time auth_time{};
  Time issued_at{};
  std::optional<tokens::RefreshToken> refresh_token;
};

TokenIssuer::TokenIssuer(store::Store& store, SigningKeys& keys, const tokens::RefreshTokens& refresh_tokens,
                         CpuPool& cpu, triggers::Triggers& triggers, const Clock& clock, Random& random,
                         std::string issuer_base)
    : store_(store),
      keys_(keys),
      refresh_tokens_(refresh_tokens),
      cpu_(cpu),
      triggers_(triggers),
      clock_(clock),
      random_(random),
      issuer_base_(std::move(issuer_base)) {}

Task<cognito_idp::AuthenticationResultType> TokenIssuer::sign_in(TokenSubject subject, WithSignIn with) {
  const auto now = clock_.now();
  const auto validity = or_fail(effective_validity(token_validity_of(subject.client->settings)));
  Grant grant{.family = OriginJti(random_.uuid()), .auth_time = now, .issued_at = now, .refresh_token = {}};
  grant.refresh_token = tokens::RefreshToken{.pool = subject.pool->id,
                                             .client_id = subject.client->id,
                                             .sub = subject.user.sub,
                                             .origin_jti = grant.family,
                                             .token_id = random_.uuid(),
                                             .generation = 0,
                                             .auth_time = now,
                                             .issued_at = now,
                                             .expires_at = now + validity.refresh_token,
                                             .scopes = {}};
  const TokenFamily family{.pool = subject.pool->id,
                           .sub = subject.user.sub,
                           .id = grant.family,
                           .client = subject.client->id,
                           .expires_at = now + validity.refresh_token + validity.access_token};
  auto result = co_await sign(std::move(subject), std::move(grant), Lane::sign_in_tokens);
  // Last, so that no sign-in is recorded whose trigger refused it; before the answer, so that no token is
  // out that cannot be revoked.
  co_await store_.write([&](store::Connection& db) {
    with(db);
    insert_token_family(db, family);
  });
  co_return result;
}

tokens::RefreshToken TokenIssuer::successor_of(tokens::RefreshToken used) {
  ++used.generation;
  used.token_id = random_.uuid();
  used.issued_at = clock_.now();
  return used;
}

Task<cognito_idp::AuthenticationResultType> TokenIssuer::refresh(
    TokenSubject subject, tokens::RefreshToken used, std::optional<tokens::RefreshToken> successor) {
  Grant grant{.family = used.origin_jti,
              .auth_time = used.auth_time,
              .issued_at = clock_.now(),
              .refresh_token = std::move(successor)};
  co_return co_await sign(std::move(subject), std::move(grant), Lane::refresh);
}

Task<cognito_idp::AuthenticationResultType> TokenIssuer::sign(TokenSubject subject, Grant grant, Lane lane) {
  const auto keys = co_await keys_.find(subject.pool->id);
  if (!keys) throw std::runtime_error(fmt::format("pool {} has no signing keys", subject.pool->id.value()));
  const auto memberships = co_await store_.read(
      [&subject](store::Connection& db) { return groups_of_user(db, subject.pool->id, subject.user.sub); });
  const auto groups = group_claims(memberships_of(memberships));
  const auto change = co_await triggers_.pre_token_generation(
      {.event = user_event(*subject.pool, subject.user, subject.trigger_source, subject.client->id.value(),
                           subject.client_metadata),
       .groups = groups.groups,
       .roles = groups.roles,
       .preferred_role = groups.preferred_role,
       .scopes = {std::string(kUserAdminScope)}});

  const auto validity = or_fail(effective_validity(token_validity_of(subject.client->settings)));
  TokenFacts facts{
      .issuer = fmt::format("{}/{}", issuer_base_, subject.pool->id.value()),
      .client_id = subject.client->id,
      .sub = subject.user.sub,
      .username = subject.user.username,
      .attributes = readable_attributes(subject.client->settings.read_attributes, subject.user.attributes),
      .groups = groups,
      .identities = std::nullopt,
      .revocation = std::nullopt,
      .event_id = random_.uuid(),
      .auth_time = grant.auth_time,
      .issued_at = grant.issued_at,
      .id_token_ttl = validity.id_token,
      .access_token_ttl = validity.access_token,
      .scopes = {std::string(kUserAdminScope)},
      .device_key = std::nullopt,
      .issued_by = IssuedBy::api};
  if (revokes_tokens(*subject.client) || rotates_refresh_tokens(*subject.client)) {
    facts.revocation =
        RevocationIds{.origin_jti = grant.family, .id_jti = random_.uuid(), .access_jti = random_.uuid()};
  } else {
    // The tokens carry no origin_jti; the event id names their family instead (token_family.h).
    facts.event_id = grant.family.value();
  }

  co_return co_await cpu_.run(lane, [&] {
    cognito_idp::AuthenticationResultType result;
    result.id_token = Secret(tokens::sign_jwt(serialised(id_token_claims(facts, change)), keys->id_token));
    result.access_token =
        Secret(tokens::sign_jwt(serialised(access_token_claims(facts, change)), keys->access_token));
    if (grant.refresh_token) result.refresh_token = Secret(refresh_tokens_.mint(*grant.refresh_token));
    result.expires_in = static_cast<int>(validity.access_token.count());
    result.token_type = "Bearer";
    return result;
  });
}

}  // namespace poolhouse::userpools
