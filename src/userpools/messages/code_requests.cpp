#include "userpools/messages/code_requests.h"

#include "userpools/auth/attempts.h"
#include "userpools/rules/username.h"
#include "userpools/trigger_events.h"
#include "userpools/users/user_repository.h"

namespace poolhouse::userpools {

Task<cognito_idp::CodeDeliveryDetailsType> CodeRequests::send(PublicCall call, CodeRequest request,
                                                              Recipient recipient) {
  const auto& pool = *call.pool;
  const auto subject_of = [&](const std::optional<User>& user) {
    return user ? user->sub : passwords_.simulated_sub(pool, request.username);
  };

  struct Found {
    std::optional<User> user;
    std::optional<Delivery> delivery;
  };
  const auto found = co_await store_.read([&](store::Connection& db) {
    auto user = find_user(db, pool, request.username);
    auto delivery = recipient(user);
    or_fail(check_code_operation(db, pool.id, subject_of(user), request.operation, clock_.now()));
    return Found{.user = std::move(user), .delivery = std::move(delivery)};
  });

  std::optional<ComposedCode> code;
  if (found.delivery) {
    auto event = user_event(pool, *found.user, request.trigger_source, call.client->id.value(),
                            request.client_metadata);
    code = co_await code_sender_.compose(call.pool, std::move(event), *found.delivery, request.purpose);
  }
  co_await store_.write([&](store::Connection& db) {
    const auto user = find_user(db, pool, request.username);
    const auto delivery = recipient(user);
    const auto subject = subject_of(user);
    or_fail(use_code_operation(db, pool.id, subject, request.operation, clock_.now()));
    if (!delivery) return code_sender_.pretend(db, pool.id, subject, request.purpose);
    // An address that changed meanwhile gets nothing, as if the message were lost: the user asks again.
    if (code && delivery == found.delivery) code_sender_.send(db, pool.id, subject, *code);
  });

  if (found.delivery) co_return code_delivery_details(*found.delivery);
  co_return simulated_delivery_details(pool.settings, folded(username_model(pool.settings), request.username),
                                       passwords_.simulated_address_bytes(pool, request.username));
}

}  // namespace poolhouse::userpools
