// Passwords after sign-up: changing, forgetting, resetting.
#pragma once

#include "aws/dispatcher.h"
#include "userpools/passwords/admin_reset_user_password.h"
#include "userpools/passwords/change_password.h"
#include "userpools/passwords/confirm_forgot_password.h"
#include "userpools/passwords/forgot_password.h"
#include "userpools/shared.h"

namespace poolhouse::userpools {

class PasswordOperations {
 public:
  explicit PasswordOperations(Shared& shared);
  void add_to(aws::Dispatcher& dispatcher);

 private:
  Guards& guards_;
  ChangePassword change_password_;
  ForgotPassword forgot_password_;
  ConfirmForgotPassword confirm_forgot_password_;
  AdminResetUserPassword admin_reset_user_password_;
};

}  // namespace poolhouse::userpools
