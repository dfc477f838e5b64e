#include "userpools/passwords/forgot_password.h"

#include <utility>

#include "api/cognito_idp/errors.h"
#include "userpools/passwords/recovering_user.h"
#include "userpools/request_attributes.h"
#include "userpools/users/user_repository.h"

namespace poolhouse::userpools {
namespace {

// Somebody whom nothing distinguishes. What a pool says of everybody (admin_only) it says of them too.
RecoveringUser nobody() {
  static const Attributes none;
  return {.attributes = none, .status = cognito_idp::UserStatusType::CONFIRMED};
}

std::optional<Delivery> recipient_shown(const Pool& pool, const std::optional<User>& user) {
  if (!user) throw cognito_idp::UserNotFoundException("Username/client id combination not found.");
  return or_fail(recovery_delivery(pool.settings, recovering_user(*user)));
}

// "If the user doesn't exist, is deactivated, or has no verified delivery mechanism" the answer is
// simulated (documented, PreventUserExistenceErrors): whatever state the user is in, which comes after.
std::optional<Delivery> recipient_hidden(const Pool& pool, const std::optional<User>& user) {
  auto somebody = user && user->enabled ? recovering_user(*user) : nobody();
  const auto status = std::exchange(somebody.status, nobody().status);
  auto decided = recovery_delivery(pool.settings, somebody);
  const bool nothing_verified = !decided && decided.error().error == Refusal::invalid_parameter;
  if (nothing_verified) return std::nullopt;
  auto delivery = or_fail(std::move(decided));
  or_fail(check_password_resettable(status));
  return delivery;
}

}  // namespace

Task<cognito_idp::ForgotPasswordResponse> ForgotPassword::handle(cognito_idp::ForgotPasswordRequest request,
                                                                 PublicCall call) {
  const auto user = co_await store_.read(
      [&](store::Connection& db) { return find_user(db, *call.pool, request.username); });
  if (!user) {
    (void)co_await migrate_.at_forgot_password(call.pool, call.client, request.username,
                                               metadata_of(request.client_metadata));
  }
  auto recipient = [pool = call.pool,
                    hides = hides_user_existence(*call.client)](const std::optional<User>& found) {
    return hides ? recipient_hidden(*pool, found) : recipient_shown(*pool, found);
  };
  auto details = co_await code_requests_.send(std::move(call),
                                              {.username = request.username,
                                               .purpose = CodeFor::forgot_password,
                                               .operation = CodeOperation::forgot_password,
                                               .trigger_source = "CustomMessage_ForgotPassword",
                                               .client_metadata = metadata_of(request.client_metadata)},
                                              std::move(recipient));
  cognito_idp::ForgotPasswordResponse response;
  response.code_delivery_details = std::move(details);
  co_return response;
}

}  // namespace poolhouse::userpools
