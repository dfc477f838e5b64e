#include "userpools/auth/refresh_token_auth.h"

#include "api/cognito_idp/errors.h"
#include "userpools/tokens/token_family.h"
#include "userpools/users/user_repository.h"

namespace poolhouse::userpools {

using cognito_idp::NotAuthorizedException;

RefreshTokenAuth::RefreshTokenAuth(store::Store& store, const tokens::RefreshTokens& refresh_tokens,
                                   TokenIssuer& issuer, const Clock& clock)
    : store_(store), refresh_tokens_(refresh_tokens), issuer_(issuer), clock_(clock) {}

Task<RefreshTokenAuth::Redeemed> RefreshTokenAuth::redeem(const Pool& pool, const AppClient& client,
                                                          const Secret& token, DeclaresReset declares) {
  auto redeemed = refresh_tokens_.redeem(token.reveal(), client.id);
  if (!redeemed || redeemed->pool != pool.id) throw NotAuthorizedException("Invalid Refresh Token.");
  if (clock_.now() >= redeemed->expires_at) throw NotAuthorizedException("Refresh Token has expired");
  // A client that rotates is told of a reuse by the rotation. One that no longer does must not revive what
  // was rotated out before.
  bool rotated_out = false;
  auto found = co_await store_.read([&](store::Connection& db) {
    auto sign_in = find_user_and_sign_in(db, pool.id, redeemed->sub, redeemed->origin_jti);
    if (sign_in && !rotates_refresh_tokens(client)) {
      rotated_out =
          redeemed->generation == 0 ? sign_in->first_token_rotated : !is_unused_successor(db, *redeemed);
    }
    return sign_in;
  });
  if (!found) throw NotAuthorizedException("Refresh Token has been revoked");
  if (const auto refusal = refusal_of_tokens(found->user)) refuse_sign_in(*refusal, declares);
  if (!found->signed_in || rotated_out) throw NotAuthorizedException("Refresh Token has been revoked");
  co_return Redeemed{.token = std::move(*redeemed), .user = std::move(found->user)};
}

Task<AuthOutcome> RefreshTokenAuth::initiate(const AuthStep& step) {
  const auto& token = require_parameter(step, "REFRESH_TOKEN");
  auto redeemed = co_await redeem(*step.pool, *step.client, token, DeclaresReset::yes);
  require_step_secret_hash(step, redeemed.user.username.value());
  // This form cannot rotate: its answer has no place for a new refresh token.
  if (rotates_refresh_tokens(*step.client)) throw NotAuthorizedException("Invalid Refresh Token.");
  auto result = co_await issuer_.refresh({.pool = step.pool,
                                          .client = step.client,
                                          .user = std::move(redeemed.user),
                                          .trigger_source = "TokenGeneration_RefreshTokens",
                                          .client_metadata = {}},
                                         std::move(redeemed.token), std::nullopt);
  co_return AuthOutcome(std::move(result));
}

Task<cognito_idp::AuthenticationResultType> RefreshTokenAuth::get_tokens(PoolRef pool, AppClientRef client,
                                                                         const Secret& token,
                                                                         triggers::Metadata client_metadata) {
  auto redeemed = co_await redeem(*pool, *client, token, DeclaresReset::no);
  const auto used = redeemed.token;
  const bool rotates = rotates_refresh_tokens(*client);
  const auto successor = rotates ? std::optional(issuer_.successor_of(used)) : std::nullopt;
  auto result = co_await issuer_.refresh({.pool = pool,
                                          .client = client,
                                          .user = std::move(redeemed.user),
                                          .trigger_source = "TokenGeneration_RefreshTokens",
                                          .client_metadata = std::move(client_metadata)},
                                         std::move(redeemed.token), successor);
  if (!successor) co_return result;

  // Last: a refresh that failed (a function refused it, the server was too busy) leaves its token good, and
  // trying again is no reuse.
  const auto grace =
      std::chrono::seconds(client->settings.refresh_token_rotation->retry_grace_period_seconds.value_or(0));
  const auto rotated = co_await store_.write(
      [&](store::Connection& db) { return rotate_token_family(db, used, *successor, grace, clock_.now()); });
  if (rotated) co_return result;
  if (rotated.error() == RotationFault::revoked)
    throw NotAuthorizedException("Refresh Token has been revoked");
  throw cognito_idp::RefreshTokenReuseException("Refresh token reuse detected.");
}

}  // namespace poolhouse::userpools
