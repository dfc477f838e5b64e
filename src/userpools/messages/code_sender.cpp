#include "userpools/messages/code_sender.h"

#include <utility>

namespace poolhouse::userpools {

CodePurpose purpose_of(CodeFor code) {
  switch (code) {
    case CodeFor::sign_up:
      return CodePurpose::sign_up;
    case CodeFor::forgot_password:
      return CodePurpose::forgot_password;
    case CodeFor::email:
    case CodeFor::phone_number:
      return CodePurpose::attribute_verification;
  }
  std::unreachable();
}

namespace {

// None of these codes lives as long as a sign-in session, the one lifetime a client can set.
Duration ttl_of(CodeFor purpose) { return code_ttl(purpose_of(purpose), {}); }

}  // namespace

Task<ComposedCode> CodeSender::compose(PoolRef pool, triggers::Event event, Delivery delivery,
                                       CodeFor purpose) {
  auto code = codes_.make(purpose_of(purpose));
  auto message = co_await messages_.compose(std::move(pool), std::move(event), delivery, code);
  co_return ComposedCode{.purpose = purpose,
                         .delivery = std::move(delivery),
                         .code = std::move(code),
                         .message = std::move(message)};
}

ComposedCode CodeSender::compose_for_nobody(const Pool& pool, std::string_view source,
                                            const Delivery& delivery, CodeFor purpose) const {
  auto code = codes_.make(purpose_of(purpose));
  auto message = messages_.compose_for_nobody(pool, source, delivery, code);
  // Without an attribute that it was sent to, a code confirms nothing.
  return {.purpose = purpose,
          .delivery = {.medium = delivery.medium, .attribute_name = {}, .address = {}},
          .code = std::move(code),
          .message = std::move(message)};
}

void CodeSender::send(store::Connection& db, const UserPoolId& pool, const Sub& sub,
                      const ComposedCode& composed) const {
  codes_.save(db, pool, sub, composed.purpose, composed.code,
              {.attribute = composed.delivery.attribute_name, .value = composed.delivery.address},
              ttl_of(composed.purpose));
  outbox_.add(db, composed.message);
}

}  // namespace poolhouse::userpools
