#include "userpools/sign_up/operations.h"

namespace poolhouse::userpools {

SignUpOperations::SignUpOperations(Shared& s)
    : guards_(s.guards),
      sign_up_(s.store, s.passwords, s.cpu, s.triggers, s.code_sender, s.clock, s.random),
      confirm_sign_up_(s.store, s.passwords, s.triggers, s.codes, s.clock),
      resend_confirmation_code_(s.code_requests),
      admin_confirm_sign_up_(s.store, s.triggers, s.codes, s.clock) {}

void SignUpOperations::add_to(aws::Dispatcher& dispatcher) {
  serve(dispatcher, guards_, sign_up_);
  serve(dispatcher, guards_, confirm_sign_up_, aws::Timing::even);
  serve(dispatcher, guards_, resend_confirmation_code_, aws::Timing::even);
  serve(dispatcher, guards_, admin_confirm_sign_up_);
}

}  // namespace poolhouse::userpools
