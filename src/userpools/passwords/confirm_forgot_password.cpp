#include "userpools/passwords/confirm_forgot_password.h"

#include "api/cognito_idp/errors.h"
#include "userpools/request_attributes.h"
#include "userpools/rules/password_policy.h"
#include "userpools/trigger_events.h"
#include "userpools/users/name_taken.h"
#include "userpools/users/user_or_nobody.h"

namespace poolhouse::userpools {

using cognito_idp::UserStatusType;

namespace {

using Confirmed = std::expected<User, CodeFault>;

// Whom the code lets in. Nobody and a disabled user, where the client hides them, have a wrong code.
Confirmed whom(const std::expected<SentCode, CodeFault>& sent, const std::optional<User>& user) {
  if (!sent) return std::unexpected(sent.error());
  if (!user || !user->enabled) return std::unexpected(CodeFault::mismatch);
  // A mailbox that is not the user's any more recovers nothing.
  if (value_of(user->attributes, sent->attribute) != sent->value)
    return std::unexpected(CodeFault::none_live);
  or_fail(check_password_resettable(user->status));
  return *user;
}

}  // namespace

ConfirmForgotPassword::ConfirmForgotPassword(store::Store& store, const Passwords& passwords, CpuPool& cpu,
                                             triggers::Triggers& triggers, const VerificationCodes& codes,
                                             const Clock& clock)
    : store_(store), passwords_(passwords), cpu_(cpu), triggers_(triggers), codes_(codes), clock_(clock) {}

Task<cognito_idp::ConfirmForgotPasswordResponse> ConfirmForgotPassword::handle(
    cognito_idp::ConfirmForgotPasswordRequest request, PublicCall call) {
  const auto& pool = *call.pool;
  const bool hides = hides_user_existence(*call.client);
  // A password that will not do costs no attempt, and says nothing about the code.
  or_fail(check_password(request.password, *pool.settings.policies->password_policy, PasswordPhrase::change));

  // The attempt is counted before anything that takes longer for the right code, and after it is certain
  // that there is time for that: a refusal costs no attempt.
  auto place = cpu_.reserve(password_lane(pool));
  PasswordHistory history;
  const auto proven = co_await store_.write([&](store::Connection& db) -> Confirmed {
    const auto [user, subject] = find_user_or_nobody(db, pool, request.username, passwords_);
    if (!hides && !user) {
      throw cognito_idp::UserNotFoundException("Username/client id combination not found.");
    }
    if (!hides && !user->enabled) throw cognito_idp::NotAuthorizedException("User is disabled.");
    auto found = whom(codes_.guess(db, pool.id, subject, CodeFor::forgot_password, request.confirmation_code,
                                   WithoutCode::none_live),
                      user);
    if (found) history = password_history(db, pool, *found);
    return found;
  });
  if (!proven) refuse_code(proven.error());

  const auto sealed = or_fail(co_await cpu_.run(
      std::move(place), [&] { return passwords_.seal_next(pool, *proven, history, request.password); }));
  // The code is still there: of two requests with the right one, the first removes it.
  const auto confirmed = co_await store_.write([&](store::Connection& db) -> Confirmed {
    const auto user = find_user(db, pool.id, proven->sub);
    const auto before = whom(
        codes_.check(db, pool.id, proven->sub, CodeFor::forgot_password, request.confirmation_code), user);
    if (!before) return before;
    auto after = *before;
    after.status = UserStatusType::CONFIRMED;
    after.sealed_password = sealed;
    after.password_expires_at.reset();
    after.modified_at = clock_.now();
    remember_password(db, pool, *before, after.modified_at);
    or_fail_taken(update_user(db, pool, *before, after), NameTakenIn::confirm_sign_up);
    codes_.remove(db, pool.id, after.sub, CodeFor::forgot_password);
    codes_.remove(db, pool.id, after.sub, CodeFor::sign_up);
    return after;
  });
  if (!confirmed) refuse_code(confirmed.error());

  co_await triggers_.post_confirmation(user_event(pool, *confirmed, "PostConfirmation_ConfirmForgotPassword",
                                                  call.client->id.value(),
                                                  metadata_of(request.client_metadata)));
  co_return cognito_idp::ConfirmForgotPasswordResponse{};
}

}  // namespace poolhouse::userpools
