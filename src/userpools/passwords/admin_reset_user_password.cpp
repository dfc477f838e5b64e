#include "userpools/passwords/admin_reset_user_password.h"

#include "api/cognito_idp/errors.h"
#include "userpools/passwords/recovering_user.h"
#include "userpools/request_attributes.h"
#include "userpools/trigger_events.h"
#include "userpools/users/name_taken.h"

namespace poolhouse::userpools {
namespace {

struct Reset {
  User user;
  Delivery delivery;
};

Reset require_resettable(store::Connection& db, const Pool& pool, const std::string& username) {
  auto user = find_user(db, pool, username);
  if (!user) throw cognito_idp::UserNotFoundException("User does not exist.");
  auto delivery = or_fail(recovery_delivery(pool.settings, recovering_user(*user)));
  return {.user = *std::move(user), .delivery = std::move(delivery)};
}

}  // namespace

AdminResetUserPassword::AdminResetUserPassword(store::Store& store, CodeSender& code_sender,
                                               const Clock& clock)
    : store_(store), code_sender_(code_sender), clock_(clock) {}

Task<cognito_idp::AdminResetUserPasswordResponse> AdminResetUserPassword::handle(
    cognito_idp::AdminResetUserPasswordRequest request, AdminCall call) {
  const auto& pool = *call.pool;
  const auto found = co_await store_.read(
      [&](store::Connection& db) { return require_resettable(db, pool, request.username); });
  auto event = user_event(pool, found.user, "CustomMessage_ForgotPassword", kNoClient,
                          metadata_of(request.client_metadata));
  const auto code =
      co_await code_sender_.compose(call.pool, std::move(event), found.delivery, CodeFor::forgot_password);

  // The password itself stays: every way in refuses RESET_REQUIRED before it looks at the password.
  co_await store_.write([&](store::Connection& db) {
    const auto [before, delivery] = require_resettable(db, pool, request.username);
    auto after = before;
    after.status = cognito_idp::UserStatusType::RESET_REQUIRED;
    after.modified_at = clock_.now();
    or_fail_taken(update_user(db, pool, before, after), NameTakenIn::attribute_update);
    // An address that changed meanwhile gets nothing: ForgotPassword sends another code.
    if (delivery == found.delivery) code_sender_.send(db, pool.id, after.sub, code);
  });
  co_return cognito_idp::AdminResetUserPasswordResponse{};
}

}  // namespace poolhouse::userpools
