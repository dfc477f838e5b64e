// Sending a code to a user: made, put into its message, then saved and posted by one transaction.
#pragma once

#include "base/task.h"
#include "messaging/outbox.h"
#include "store/store.h"
#include "userpools/codes/verification_codes.h"
#include "userpools/messages/code_messages.h"

namespace poolhouse::userpools {

[[nodiscard]] CodePurpose purpose_of(CodeFor code);

// A code in its message, before anybody can use it.
struct ComposedCode {
  CodeFor purpose;
  Delivery delivery;
  Secret code;
  messaging::Message message;
};

class CodeSender {
 public:
  CodeSender(const VerificationCodes& codes, CodeMessages& messages, const messaging::Outbox& outbox)
      : codes_(codes), messages_(messages), outbox_(outbox) {}

  // Calls the CustomMessage trigger that `event.source` names.
  Task<ComposedCode> compose(PoolRef pool, triggers::Event event, Delivery delivery, CodeFor purpose);
  // For a name that nobody has: a code that nobody gets and that confirms nothing, at the same cost.
  [[nodiscard]] ComposedCode compose_for_nobody(const Pool& pool, std::string_view source,
                                                const Delivery& delivery, CodeFor purpose) const;
  // Replaces the user's live code of that purpose, which confirms the address it is sent to.
  void send(store::Connection& db, const UserPoolId& pool, const Sub& sub,
            const ComposedCode& composed) const;

 private:
  const VerificationCodes& codes_;
  CodeMessages& messages_;
  const messaging::Outbox& outbox_;
};

}  // namespace poolhouse::userpools
