#include "userpools/passwords/operations.h"

namespace poolhouse::userpools {

PasswordOperations::PasswordOperations(Shared& s)
    : guards_(s.guards),
      change_password_(s.store, s.passwords, s.cpu, s.codes, s.clock),
      forgot_password_(s.store, s.migrate, s.code_requests),
      confirm_forgot_password_(s.store, s.passwords, s.cpu, s.triggers, s.codes, s.clock),
      admin_reset_user_password_(s.store, s.code_sender, s.clock) {}

void PasswordOperations::add_to(aws::Dispatcher& dispatcher) {
  serve(dispatcher, guards_, change_password_);
  serve(dispatcher, guards_, forgot_password_, aws::Timing::even);
  serve(dispatcher, guards_, confirm_forgot_password_, aws::Timing::even);
  serve(dispatcher, guards_, admin_reset_user_password_);
}

}  // namespace poolhouse::userpools
