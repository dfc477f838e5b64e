#include "userpools/attributes/get_user_attribute_verification_code.h"

#include "userpools/attributes/verifiable_attribute.h"
#include "userpools/auth/attempts.h"
#include "userpools/request_attributes.h"
#include "userpools/trigger_events.h"
#include "userpools/users/user_repository.h"

namespace poolhouse::userpools {

GetUserAttributeVerificationCode::GetUserAttributeVerificationCode(store::Store& store,
                                                                   const VerificationCodes& codes,
                                                                   CodeSender& code_sender,
                                                                   const Clock& clock)
    : store_(store), codes_(codes), code_sender_(code_sender), clock_(clock) {}

Delivery GetUserAttributeVerificationCode::require_delivery(store::Connection& db, const Pool& pool,
                                                            const Sub& sub,
                                                            const std::string& attribute_name) const {
  const auto user = find_user(db, pool.id, sub);
  if (!user) throw cognito_idp::UserNotFoundException("User does not exist.");
  auto attributes = user->attributes;
  const auto waiting = codes_.find_live(db, pool.id, sub, code_for_attribute(attribute_name));
  if (waiting && still_wanted(pool, attributes, *waiting)) attributes[attribute_name] = waiting->value;
  auto delivery = delivery_to(attribute_name, attributes);
  if (!delivery) {
    throw cognito_idp::InvalidParameterException(
        fmt::format("User does not have the attribute {}", attribute_name));
  }
  return *std::move(delivery);
}

Task<cognito_idp::GetUserAttributeVerificationCodeResponse> GetUserAttributeVerificationCode::handle(
    cognito_idp::GetUserAttributeVerificationCodeRequest request, SignedInUser caller) {
  constexpr auto kOperation = CodeOperation::get_user_attribute_verification_code;
  const auto& pool = *caller.pool;
  const auto& sub = caller.user.sub;
  const auto purpose = require_verifiable(request.attribute_name);
  const auto delivery = co_await store_.read([&](store::Connection& db) {
    auto found = require_delivery(db, pool, sub, request.attribute_name);
    or_fail(check_code_operation(db, pool.id, sub, kOperation, clock_.now()));
    return found;
  });

  auto event = user_event(pool, caller.user, "CustomMessage_VerifyUserAttribute", caller.client->id.value(),
                          metadata_of(request.client_metadata));
  const auto code = co_await code_sender_.compose(caller.pool, std::move(event), delivery, purpose);
  co_await store_.write([&](store::Connection& db) {
    const auto wanted = require_delivery(db, pool, sub, request.attribute_name);
    or_fail(use_code_operation(db, pool.id, sub, kOperation, clock_.now()));
    // An address that changed meanwhile gets nothing, and the code of its successor stays.
    if (wanted == delivery) code_sender_.send(db, pool.id, sub, code);
  });

  cognito_idp::GetUserAttributeVerificationCodeResponse response;
  response.code_delivery_details = code_delivery_details(delivery);
  co_return response;
}

}  // namespace poolhouse::userpools
