#include "userpools/auth/user_password_auth.h"

#include "api/cognito_idp/errors.h"
#include "api/cognito_idp/types.h"
#include "userpools/auth/attempts.h"
#include "userpools/auth/sign_in_order.h"
#include "userpools/trigger_events.h"
#include "userpools/users/user_or_nobody.h"
#include "userpools/users/user_repository.h"

namespace poolhouse::userpools {

using cognito_idp::AuthFlowType;
using cognito_idp::ChallengeNameType;

UserPasswordAuth::UserPasswordAuth(store::Store& store, const Passwords& passwords, CpuPool& cpu,
                                   triggers::Triggers& triggers, CompleteSignIn& complete,
                                   const AuthSessions& sessions, MigrateUser& migrate, const Clock& clock)
    : store_(store),
      passwords_(passwords),
      cpu_(cpu),
      triggers_(triggers),
      complete_(complete),
      sessions_(sessions),
      migrate_(migrate),
      clock_(clock) {}

Task<AuthOutcome> UserPasswordAuth::initiate(const AuthStep& step, AuthFlowType flow) {
  const std::string username(require_parameter(step, "USERNAME").reveal());
  if (flow == AuthFlowType::ADMIN_NO_SRP_AUTH && parameter_or(step, "PASSWORD", "").empty()) {
    const auto user =
        co_await store_.read([&](store::Connection& db) { return find_user(db, *step.pool, username); });
    if (!user && hides_user_existence(*step.client)) refuse_sign_in(SignInRefusal::wrong_password);
    if (!user) throw cognito_idp::UserNotFoundException("User does not exist.");
    co_return AuthOutcome(Challenge{
        .name = ChallengeNameType::ADMIN_NO_SRP_AUTH,
        .parameters = {{"USER_ID_FOR_SRP", user->username.value()}},
        .session = sessions_.issue(*step.client, ChallengeNameType::ADMIN_NO_SRP_AUTH, flow, *user)});
  }
  co_return co_await check(step, username, require_parameter(step, "PASSWORD"), [](store::Connection&) {});
}

Task<AuthOutcome> UserPasswordAuth::answer_admin_no_srp_auth(const AuthStep& step) {
  const std::string username(require_parameter(step, "USERNAME").reveal());
  const auto& password = require_parameter(step, "PASSWORD");
  const auto session = sessions_.require(*step.client, ChallengeNameType::ADMIN_NO_SRP_AUTH, step.session);
  const auto user =
      co_await store_.read([&](store::Connection& db) { return find_user(db, *step.pool, username); });
  if (!user || !is_of(session, *user)) {
    throw cognito_idp::NotAuthorizedException("Invalid session for the user.");
  }
  co_return co_await check(step, username, password,
                           [&](store::Connection& db) { sessions_.spend(db, step.pool->id, session); });
}

Task<AuthOutcome> UserPasswordAuth::check(const AuthStep& step, std::string_view username,
                                          const Secret& password, WithSignIn with) {
  const auto& pool = *step.pool;
  cpu_.require_room(password_lane(pool));
  const bool hides = hides_user_existence(*step.client);
  struct Found {
    UserOrNobody who;
    SignInFailures failures;
  };
  auto [who, failures] = co_await store_.read([&](store::Connection& db) {
    auto found = find_user_or_nobody(db, pool, username, passwords_);
    const auto earlier = sign_in_failures(db, pool.id, found.subject);
    return Found{.who = std::move(found), .failures = earlier};
  });
  auto& [user, subject] = who;
  if (user || hides) co_await triggers_.pre_authentication(before_password(step, user, username));
  if (!user) {
    user = co_await migrate_.at_sign_in(step.pool, step.client, std::string(username), password,
                                        step.client_metadata);
    if (user) {
      subject = user->sub;
      failures = {};
    }
  }
  if (!user && !hides) throw cognito_idp::UserNotFoundException("User does not exist.");

  const auto show = hides ? ShowUserExistence::no : ShowUserExistence::yes;
  const auto refusal = refusal_before_password(user, failures, show, clock_.now());
  if (refusal) refuse_sign_in(*refusal);

  const bool matches = co_await cpu_.run(password_lane(pool), [&] {
    if (user) return passwords_.matches(pool, *user, password);
    passwords_.waste(pool, username, password);
    return false;
  });
  if (!matches) {
    const auto recorded = co_await store_.write([&](store::Connection& db) {
      with(db);
      return record_sign_in_failure(db, pool.id, subject, clock_.now());
    });
    or_fail(recorded);
    refuse_sign_in(SignInRefusal::wrong_password);
  }
  auto settle = [&, with = std::move(with)](store::Connection& db) {
    with(db);
    or_fail(record_right_password(db, pool.id, subject, clock_.now()));
  };
  co_return co_await complete_.after_password(step, *user, std::move(settle));
}

}  // namespace poolhouse::userpools
