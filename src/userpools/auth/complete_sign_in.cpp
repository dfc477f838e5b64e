#include "userpools/auth/complete_sign_in.h"

#include "userpools/auth/new_password_required.h"
#include "userpools/auth/sign_in_order.h"
#include "userpools/trigger_events.h"

namespace poolhouse::userpools {

CompleteSignIn::CompleteSignIn(store::Store& store, const AuthSessions& sessions, TokenIssuer& issuer,
                               triggers::Triggers& triggers, const Clock& clock)
    : store_(store), sessions_(sessions), issuer_(issuer), triggers_(triggers), clock_(clock) {}

triggers::Event sign_in_event(const AuthStep& step, const User& user, std::string source) {
  return user_event(*step.pool, user, std::move(source), step.client->id.value(), step.client_metadata);
}

Task<AuthOutcome> CompleteSignIn::after_password(const AuthStep& step, User user, WithSignIn with) {
  if (const auto refusal = refusal_after_password(user, clock_.now())) {
    co_await store_.write([&with](store::Connection& db) { with(db); });
    refuse_sign_in(*refusal);
  }
  if (user.status == cognito_idp::UserStatusType::FORCE_CHANGE_PASSWORD) {
    co_await store_.write([&with](store::Connection& db) { with(db); });
    co_return new_password_required(
        *step.pool, user,
        sessions_.issue(*step.client, cognito_idp::ChallengeNameType::NEW_PASSWORD_REQUIRED, user));
  }
  co_return co_await issue_tokens(step, std::move(user), "TokenGeneration_Authentication", std::move(with));
}

Task<AuthOutcome> CompleteSignIn::issue_tokens(const AuthStep& step, User user, std::string trigger_source,
                                               WithSignIn with) {
  auto signed_in = sign_in_event(step, user, "PostAuthentication_Authentication");
  auto result = co_await issuer_.sign_in({.pool = step.pool,
                                          .client = step.client,
                                          .user = std::move(user),
                                          .trigger_source = std::move(trigger_source),
                                          .client_metadata = step.client_metadata},
                                         std::move(with));
  co_await triggers_.post_authentication(std::move(signed_in));
  co_return AuthOutcome(std::move(result));
}

}  // namespace poolhouse::userpools
