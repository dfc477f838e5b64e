#include "userpools/messages/code_requests.h"

#include "userpools/auth/attempts.h"
#include "userpools/rules/username.h"
#include "userpools/trigger_events.h"
#include "userpools/users/user_or_nobody.h"

namespace poolhouse::userpools {

Task<cognito_idp::CodeDeliveryDetailsType> CodeRequests::send(PublicCall call, CodeRequest request,
                                                              Recipient recipient) {
  const auto& pool = *call.pool;
  struct Found {
    std::optional<User> user;
    std::optional<Delivery> delivery;
  };
  const auto found = co_await store_.read([&](store::Connection& db) {
    auto [user, subject] = find_user_or_nobody(db, pool, request.username, passwords_);
    auto delivery = recipient(user);
    or_fail(check_code_operation(db, pool.id, subject, request.operation, clock_.now()));
    return Found{.user = std::move(user), .delivery = std::move(delivery)};
  });

  const auto shown = found.delivery ? *found.delivery : simulated_delivery(pool, request);
  ComposedCode code;
  if (found.delivery) {
    auto event = user_event(pool, *found.user, request.trigger_source, call.client->id.value(),
                            request.client_metadata);
    code = co_await code_sender_.compose(call.pool, std::move(event), shown, request.purpose);
  } else {
    code = code_sender_.compose_for_nobody(pool, request.trigger_source, shown, request.purpose);
  }
  co_await store_.write([&](store::Connection& db) {
    const auto [user, subject] = find_user_or_nobody(db, pool, request.username, passwords_);
    const auto delivery = recipient(user);
    or_fail(use_code_operation(db, pool.id, subject, request.operation, clock_.now()));
    // An address that changed meanwhile gets nothing, as if the message were lost: the user asks again.
    if (delivery == found.delivery) code_sender_.send(db, pool.id, subject, code);
  });
  co_return code_delivery_details(shown);
}

Delivery CodeRequests::simulated_delivery(const Pool& pool, const CodeRequest& request) const {
  return userpools::simulated_delivery(pool.settings, purpose_of(request.purpose),
                                       folded(username_model(pool.settings), request.username),
                                       passwords_.simulated_address_bytes(pool, request.username));
}

}  // namespace poolhouse::userpools
