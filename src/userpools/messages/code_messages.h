// The messages that carry a code: the pool's template, or what the CustomMessage trigger makes of it.
#pragma once

#include <string>
#include <vector>

#include "base/secret.h"
#include "base/task.h"
#include "messaging/outbox.h"
#include "triggers/triggers.h"
#include "userpools/pools/pool.h"
#include "userpools/rules/code_delivery.h"

namespace poolhouse::userpools {

class CodeMessages {
 public:
  explicit CodeMessages(triggers::Triggers& triggers) : triggers_(triggers) {}

  // The message to put into the outbox by the transaction that saves the code. `event.source` names the
  // trigger: CustomMessage_SignUp, CustomMessage_ResendCode, CustomMessage_ForgotPassword, …
  Task<messaging::Message> compose(PoolRef pool, triggers::Event event, Delivery delivery,
                                   const Secret& code);
  // The same message for a name that nobody has, addressed to nobody. No trigger is asked: there is no user.
  [[nodiscard]] messaging::Message compose_for_nobody(const Pool& pool, std::string_view source,
                                                      const Delivery& delivery, const Secret& code) const;
  // CustomMessage_AdminCreateUser: the name to sign in with and the temporary password, to every address of
  // the user that is to have them. The trigger is asked once for all.
  Task<std::vector<messaging::Message>> compose_invitation(PoolRef pool, triggers::Event event,
                                                           std::vector<Delivery> deliveries,
                                                           std::string username,
                                                           const Secret& temporary_password);

 private:
  triggers::Triggers& triggers_;
};

}  // namespace poolhouse::userpools
