// Somebody without a token asks for a code to be sent: ForgotPassword and ResendConfirmationCode.
//
// A client that hides who exists (PreventUserExistenceErrors) gets the same answer, the same limit and the
// same work for a name that nobody has.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "api/cognito_idp/types/code_delivery_details_type.h"
#include "base/task.h"
#include "base/time.h"
#include "userpools/guards.h"
#include "userpools/messages/code_sender.h"
#include "userpools/rules/lockout.h"
#include "userpools/users/password.h"

namespace poolhouse::userpools {

// Where the code for that user (or for nobody) goes. Nothing: the client must not learn that it goes
// nowhere. Throws the refusal. A pure function; it is asked again inside the transaction.
using Recipient = std::function<std::optional<Delivery>(const std::optional<User>&)>;

struct CodeRequest {
  std::string username;
  CodeFor purpose;
  // Whose limit it counts against.
  CodeOperation operation;
  std::string trigger_source;
  triggers::Metadata client_metadata;
};

class CodeRequests {
 public:
  CodeRequests(store::Store& store, const Passwords& passwords, CodeSender& code_sender, const Clock& clock)
      : store_(store), passwords_(passwords), code_sender_(code_sender), clock_(clock) {}

  // The recipient's refusal comes before LimitExceededException.
  Task<cognito_idp::CodeDeliveryDetailsType> send(PublicCall call, CodeRequest request, Recipient recipient);

 private:
  [[nodiscard]] Delivery simulated_delivery(const Pool& pool, const CodeRequest& request) const;

  store::Store& store_;
  const Passwords& passwords_;
  CodeSender& code_sender_;
  const Clock& clock_;
};

}  // namespace poolhouse::userpools
