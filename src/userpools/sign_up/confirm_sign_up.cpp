#include "userpools/sign_up/confirm_sign_up.h"

#include "api/cognito_idp/errors.h"
#include "userpools/request_attributes.h"
#include "userpools/sign_up/require_unconfirmed.h"
#include "userpools/trigger_events.h"
#include "userpools/users/alias_move.h"
#include "userpools/users/user_or_nobody.h"

namespace poolhouse::userpools {

using cognito_idp::UserStatusType;

ConfirmSignUp::ConfirmSignUp(store::Store& store, const Passwords& passwords, triggers::Triggers& triggers,
                             const VerificationCodes& codes, const Clock& clock)
    : store_(store), passwords_(passwords), triggers_(triggers), codes_(codes), clock_(clock) {}

Task<cognito_idp::ConfirmSignUpResponse> ConfirmSignUp::handle(cognito_idp::ConfirmSignUpRequest request,
                                                               PublicCall call) {
  const auto& pool = *call.pool;
  const bool hides = hides_user_existence(*call.client);
  const auto alias = request.force_alias_creation.value_or(false) ? AliasMove::yes : AliasMove::no;

  // A wrong code is an answer, not an exception, so that the attempt it used up stays counted.
  using Confirmed = std::expected<User, CodeFault>;
  const auto confirmed = co_await store_.write([&](store::Connection& db) -> Confirmed {
    const auto [user, subject] = find_user_or_nobody(db, pool, request.username, passwords_);
    if (!user && !hides) {
      throw cognito_idp::UserNotFoundException("Username/client id combination not found.");
    }
    if (user) require_unconfirmed(*user);
    const auto sent = codes_.guess(db, pool.id, subject, CodeFor::sign_up, request.confirmation_code,
                                   user ? WithoutCode::none_live : WithoutCode::mismatch);
    if (!user) return std::unexpected(CodeFault::mismatch);
    if (!sent) return std::unexpected(sent.error());

    auto after = *user;
    after.status = UserStatusType::CONFIRMED;
    after.modified_at = clock_.now();
    // The code proves the address it was sent to, which may not be the user's any more.
    if (value_of(after.attributes, sent->attribute) == sent->value)
      after.attributes[sent->attribute + "_verified"] = "true";
    or_fail_taken(update_user_moving_aliases(db, pool, *user, after, alias), NameTakenIn::confirm_sign_up);
    codes_.remove(db, pool.id, user->sub, CodeFor::sign_up);
    return after;
  });
  if (!confirmed) refuse_code(confirmed.error());

  co_await triggers_.post_confirmation(user_event(pool, *confirmed, "PostConfirmation_ConfirmSignUp",
                                                  call.client->id.value(),
                                                  metadata_of(request.client_metadata)));
  co_return cognito_idp::ConfirmSignUpResponse{};
}

}  // namespace poolhouse::userpools
