#include "userpools/users/admin_set_user_password.h"

#include "userpools/rules/password_policy.h"
#include "userpools/users/name_taken.h"
#include "userpools/users/require_user.h"
#include "userpools/users/temporary_password.h"

namespace poolhouse::userpools {

using cognito_idp::UserStatusType;

Task<cognito_idp::AdminSetUserPasswordResponse> AdminSetUserPassword::handle(
    cognito_idp::AdminSetUserPasswordRequest request, AdminCall call) {
  const auto& pool = *call.pool;
  PasswordHistory history;
  const auto user = co_await store_.read([&](store::Connection& db) {
    auto found = require_user(db, pool, request.username);
    history = password_history(db, pool, found);
    return found;
  });
  or_fail(
      check_password(request.password, *pool.settings.policies->password_policy, PasswordPhrase::sign_up));
  const auto sealed = or_fail(co_await cpu_.run(
      password_lane(pool), [&] { return passwords_.seal_next(pool, user, history, request.password); }));

  const auto now = clock_.now();
  co_await store_.write([&](store::Connection& db) {
    // By the sub: an alias may have moved to somebody else in between.
    const auto before = require_user(db, pool, user.sub);
    auto after = before;
    if (request.permanent.value_or(false)) {
      after.status = UserStatusType::CONFIRMED;
      after.sealed_password = sealed;
      after.password_expires_at.reset();
      after.modified_at = now;
    } else {
      set_temporary_password(after, sealed, pool, now);
    }
    remember_password(db, pool, before, now);
    or_fail_taken(update_user(db, pool, before, after), NameTakenIn::attribute_update);
    // A code that was asked for before must not undo what the administrator decided.
    codes_.remove(db, pool.id, after.sub, CodeFor::forgot_password);
  });
  co_return cognito_idp::AdminSetUserPasswordResponse{};
}

}  // namespace poolhouse::userpools
