// Sending a code to a user: made, put into its message, then saved and posted by one transaction.
#pragma once

#include "base/task.h"
#include "messaging/outbox.h"
#include "store/store.h"
#include "userpools/codes/verification_codes.h"
#include "userpools/messages/code_messages.h"

namespace poolhouse::userpools {

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
  // Replaces the user's live code of that purpose, which confirms the address it is sent to.
  void send(store::Connection& db, const UserPoolId& pool, const Sub& sub,
            const ComposedCode& composed) const;
  // For somebody who must seem to have been sent a code: one that nobody gets and that confirms nothing.
  void pretend(store::Connection& db, const UserPoolId& pool, const Sub& sub, CodeFor purpose) const;

 private:
  const VerificationCodes& codes_;
  CodeMessages& messages_;
  const messaging::Outbox& outbox_;
};

}  // namespace poolhouse::userpools
