#include "userpools/sign_up/resend_confirmation_code.h"

#include "api/cognito_idp/errors.h"
#include "userpools/request_attributes.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::NotAuthorizedException;
using cognito_idp::UserStatusType;

constexpr const char* kNothingToSend = "Cannot resend codes. Auto verification not turned on.";

bool auto_verifies(const Pool& pool) {
  const auto& attributes = pool.settings.auto_verified_attributes;
  return attributes && !attributes->empty();
}

}  // namespace

Task<cognito_idp::ResendConfirmationCodeResponse> ResendConfirmationCode::handle(
    cognito_idp::ResendConfirmationCodeRequest request, PublicCall call) {
  // A matter of the pool, said before any look at the user so that it says nothing about one.
  if (!auto_verifies(*call.pool)) throw NotAuthorizedException(kNothingToSend);

  const bool hides = hides_user_existence(*call.client);
  auto recipient = [hides, pool = call.pool](const std::optional<User>& user) -> std::optional<Delivery> {
    if (hides && (!user || !user->enabled)) return std::nullopt;
    if (!user) throw cognito_idp::UserNotFoundException("Username/client id combination not found.");
    if (!user->enabled) throw NotAuthorizedException("User is disabled.");
    if (user->status != UserStatusType::UNCONFIRMED) {
      throw cognito_idp::InvalidParameterException("User is already confirmed.");
    }
    auto delivery = sign_up_delivery(pool->settings, user->attributes);
    if (!delivery && !hides) throw NotAuthorizedException(kNothingToSend);
    return delivery;
  };
  auto details = co_await code_requests_.send(std::move(call),
                                              {.username = request.username,
                                               .purpose = CodeFor::sign_up,
                                               .operation = CodeOperation::resend_confirmation_code,
                                               .trigger_source = "CustomMessage_ResendCode",
                                               .client_metadata = metadata_of(request.client_metadata)},
                                              std::move(recipient));
  cognito_idp::ResendConfirmationCodeResponse response;
  response.code_delivery_details = std::move(details);
  co_return response;
}

}  // namespace poolhouse::userpools
