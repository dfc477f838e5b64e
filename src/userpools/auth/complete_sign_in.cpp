#include "userpools/auth/complete_sign_in.h"

#include "userpools/auth/new_password_required.h"
#include "userpools/auth/sign_in_order.h"
#include "userpools/trigger_events.h"
#include "userpools/users/user_repository.h"

namespace poolhouse::userpools {
namespace {

triggers::Event sign_in_event(const AuthStep& step, const User& user, std::string source) {
  return user_event(*step.pool, user, std::move(source), step.client->id.value(), step.client_metadata);
}

// The password was compared outside of the transaction, since that takes long.
void require_still_so(store::Connection& db, const UserPoolId& pool, const User& checked) {
  const auto user = find_user(db, pool, checked.sub);
  if (user && !user->enabled) refuse_sign_in(SignInRefusal::disabled);
  if (!user || user->status != checked.status || user->sealed_password != checked.sealed_password)
    refuse_sign_in(SignInRefusal::wrong_password);
}

}  // namespace

CompleteSignIn::CompleteSignIn(store::Store& store, const AuthSessions& sessions, TokenIssuer& issuer,
                               triggers::Triggers& triggers, const Clock& clock)
    : store_(store), sessions_(sessions), issuer_(issuer), triggers_(triggers), clock_(clock) {}

triggers::PreAuthentication before_password(const AuthStep& step, const std::optional<User>& user,
                                            std::string_view username) {
  constexpr const char* kSource = "PreAuthentication_Authentication";
  triggers::PreAuthentication request{
      .event = {}, .validation_data = step.client_metadata, .user_not_found = !user};
  if (user) {
    request.event = sign_in_event(step, *user, kSource);
  } else {
    request.event = new_user_event(*step.pool, std::string(username), {}, kSource, step.client->id.value(),
                                   step.client_metadata);
  }
  return request;
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
        sessions_.issue(*step.client, cognito_idp::ChallengeNameType::NEW_PASSWORD_REQUIRED,
                        step.flow.value(), user));
  }
  co_return co_await issue_tokens(step, std::move(user), "TokenGeneration_Authentication", std::move(with));
}

Task<AuthOutcome> CompleteSignIn::issue_tokens(const AuthStep& step, User user, std::string trigger_source,
                                               WithSignIn with) {
  auto signed_in = sign_in_event(step, user, "PostAuthentication_Authentication");
  auto settle = [&step, checked = user, with = std::move(with)](store::Connection& db) {
    with(db);
    require_still_so(db, step.pool->id, checked);
  };
  auto result = co_await issuer_.sign_in({.pool = step.pool,
                                          .client = step.client,
                                          .user = std::move(user),
                                          .trigger_source = std::move(trigger_source),
                                          .client_metadata = step.client_metadata},
                                         std::move(settle));
  co_await triggers_.post_authentication(std::move(signed_in));
  co_return AuthOutcome(std::move(result));
}

}  // namespace poolhouse::userpools
