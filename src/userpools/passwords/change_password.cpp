#include "userpools/passwords/change_password.h"

#include "api/cognito_idp/errors.h"
#include "userpools/auth/attempts.h"
#include "userpools/auth/sign_in_order.h"
#include "userpools/rules/password_policy.h"
#include "userpools/users/name_taken.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::UserStatusType;

// The user as stored, if there is a password of theirs to change.
User require_changeable(store::Connection& db, const Pool& pool, const Sub& sub) {
  auto user = find_user(db, pool.id, sub);
  if (!user) throw cognito_idp::UserNotFoundException("User does not exist.");
  if (user->status == UserStatusType::RESET_REQUIRED) refuse_sign_in(SignInRefusal::reset_required);
  or_fail(check_password_resettable(user->status));
  return *std::move(user);
}

}  // namespace

ChangePassword::ChangePassword(store::Store& store, const Passwords& passwords, CpuPool& cpu,
                               const VerificationCodes& codes, const Clock& clock)
    : store_(store), passwords_(passwords), cpu_(cpu), codes_(codes), clock_(clock) {}

Task<cognito_idp::ChangePasswordResponse> ChangePassword::handle(cognito_idp::ChangePasswordRequest request,
                                                                 SignedInUser caller) {
  const auto& pool = *caller.pool;
  const auto& previous = request.previous_password;
  or_fail(check_password(request.proposed_password, *pool.settings.policies->password_policy,
                         PasswordPhrase::change));

  // Counted before the password is compared: a stolen token must not be a way to guess it. And not before it
  // is certain that there is time for that.
  auto place = cpu_.reserve(password_lane(pool));
  PasswordHistory history;
  const auto user = co_await store_.write([&](store::Connection& db) {
    auto found = require_changeable(db, pool, caller.user.sub);
    if (found.sealed_password && !previous) {
      throw cognito_idp::InvalidParameterException(
          "1 validation error detected: Value null at 'previousPassword' failed to satisfy constraint: "
          "Member must not be null");
    }
    or_fail(use_code_operation(db, pool.id, found.sub, CodeOperation::change_password, clock_.now()));
    history = password_history(db, pool, found);
    return found;
  });

  // Who has no password yet, having signed in without one, sets the first.
  const auto sealed = co_await cpu_.run(std::move(place), [&]() -> std::optional<std::string> {
    if (previous && !passwords_.matches(pool, user, *previous)) return std::nullopt;
    return or_fail(passwords_.seal_next(pool, user, history, request.proposed_password));
  });
  if (!sealed) refuse_sign_in(SignInRefusal::wrong_password);

  co_await store_.write([&](store::Connection& db) {
    const auto before = require_changeable(db, pool, user.sub);
    // Somebody else changed it since it was compared.
    if (before.sealed_password != user.sealed_password) refuse_sign_in(SignInRefusal::wrong_password);
    auto after = before;
    after.sealed_password = sealed;
    after.modified_at = clock_.now();
    remember_password(db, pool, before, clock_.now());
    or_fail_taken(update_user(db, pool, before, after), NameTakenIn::attribute_update);
    codes_.remove(db, pool.id, after.sub, CodeFor::forgot_password);
  });
  co_return cognito_idp::ChangePasswordResponse{};
}

}  // namespace poolhouse::userpools
