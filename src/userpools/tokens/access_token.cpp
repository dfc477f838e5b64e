#include "userpools/tokens/access_token.h"

#include <algorithm>

#include "api/cognito_idp/errors.h"
#include "userpools/auth/sign_in_order.h"
#include "userpools/users/user_repository.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::NotAuthorizedException;

constexpr std::string_view kUserAdminScope = "aws.cognito.signin.user.admin";

bool has_scope(std::string_view scopes, std::string_view wanted) {
  while (!scopes.empty()) {
    const auto end = scopes.find(' ');
    if (scopes.substr(0, end) == wanted) return true;
    scopes = end == std::string_view::npos ? "" : scopes.substr(end + 1);
  }
  return false;
}

// The pool that the token says it is from; its own keys decide whether that is true.
std::optional<UserPoolId> claimed_pool(const tokens::UnverifiedJwt& token, std::string_view issuer_base) {
  const auto issuer = token.issuer().value_or("");
  if (!issuer.starts_with(issuer_base)) return std::nullopt;
  const auto rest = issuer.substr(issuer_base.size());
  if (!rest.starts_with('/') || rest.find('/', 1) != std::string_view::npos) return std::nullopt;
  return UserPoolId(rest.substr(1));
}

}  // namespace

AccessTokens::AccessTokens(store::Store& store, SettingsCache& settings, SigningKeys& keys,
                           const Clock& clock, std::string issuer_base)
    : store_(store), settings_(settings), keys_(keys), clock_(clock), issuer_base_(std::move(issuer_base)) {}

Task<SignedInUser> AccessTokens::require(const Secret& token) {
  auto jwt = tokens::UnverifiedJwt::read(token.reveal());
  const auto pool_id = jwt ? claimed_pool(*jwt, issuer_base_) : std::nullopt;
  if (!pool_id) throw NotAuthorizedException("Invalid Access Token");
  const auto pool = co_await settings_.find_pool(*pool_id);
  const auto keys = pool ? co_await keys_.find(*pool_id) : nullptr;
  if (!keys) throw NotAuthorizedException("Could not verify signature for Access Token");

  // Each kind of token has its own key: an ID token does not verify as an access token.
  if (jwt->kid() == keys->id_token.kid()) throw NotAuthorizedException("Invalid Access Token");
  const auto claims = std::move(*jwt).verify(keys->access_token);
  if (!claims) throw NotAuthorizedException("Could not verify signature for Access Token");
  const auto sub = claims->text("sub");
  const auto expires = claims->integer("exp");
  const auto client_id = claims->text("client_id");
  if (claims->text("token_use") != "access" || !sub || !expires || !client_id) {
    throw NotAuthorizedException("Invalid Access Token");
  }
  if (to_epoch_seconds(clock_.now()) >= *expires) throw NotAuthorizedException("Access Token has expired");
  if (!has_scope(claims->text("scope").value_or(""), kUserAdminScope)) {
    throw NotAuthorizedException("Access Token does not have required scopes");
  }

  // A client without token revocation issues tokens without origin_jti; their family is named by event_id.
  const auto family = claims->text("origin_jti") ? claims->text("origin_jti") : claims->text("event_id");
  const auto client = co_await settings_.find_client(ClientId(*client_id));
  const OriginJti family_id(family.value_or(""));
  auto found = co_await store_.read(
      [&](store::Connection& db) { return find_user_and_sign_in(db, *pool_id, Sub(*sub), family_id); });
  if (!found) throw cognito_idp::UserNotFoundException("User does not exist.");
  if (!found->signed_in || !client) throw NotAuthorizedException("Access Token has been revoked");
  if (const auto refusal = refusal_of_tokens(found->user)) refuse_sign_in(*refusal);
  co_return SignedInUser{
      .pool = pool, .client = client, .user = std::move(found->user), .token_family = family_id};
}

}  // namespace poolhouse::userpools
