#include "userpools/sign_up/admin_confirm_sign_up.h"

#include "api/cognito_idp/errors.h"
#include "userpools/request_attributes.h"
#include "userpools/sign_up/require_unconfirmed.h"
#include "userpools/trigger_events.h"
#include "userpools/users/name_taken.h"

namespace poolhouse::userpools {

AdminConfirmSignUp::AdminConfirmSignUp(store::Store& store, triggers::Triggers& triggers,
                                       const VerificationCodes& codes, const Clock& clock)
    : store_(store), triggers_(triggers), codes_(codes), clock_(clock) {}

Task<cognito_idp::AdminConfirmSignUpResponse> AdminConfirmSignUp::handle(
    cognito_idp::AdminConfirmSignUpRequest request, AdminCall call) {
  const auto& pool = *call.pool;
  const auto confirmed = co_await store_.write([&](store::Connection& db) {
    const auto user = find_user(db, pool, request.username);
    if (!user) throw cognito_idp::UserNotFoundException("User does not exist.");
    require_unconfirmed(*user);
    auto after = *user;
    after.status = cognito_idp::UserStatusType::CONFIRMED;
    after.modified_at = clock_.now();
    or_fail_taken(update_user(db, pool, *user, after), NameTakenIn::confirm_sign_up);
    codes_.remove(db, pool.id, user->sub, CodeFor::sign_up);
    return after;
  });

  co_await triggers_.post_confirmation(user_event(pool, confirmed, "PostConfirmation_ConfirmSignUp",
                                                  kNoClient, metadata_of(request.client_metadata)));
  co_return cognito_idp::AdminConfirmSignUpResponse{};
}

}  // namespace poolhouse::userpools
