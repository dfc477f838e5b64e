// Registering: SignUp and what confirms it.
#pragma once

#include "aws/dispatcher.h"
#include "userpools/shared.h"
#include "userpools/sign_up/admin_confirm_sign_up.h"
#include "userpools/sign_up/confirm_sign_up.h"
#include "userpools/sign_up/resend_confirmation_code.h"
#include "userpools/sign_up/sign_up.h"

namespace poolhouse::userpools {

class SignUpOperations {
 public:
  explicit SignUpOperations(Shared& shared);
  void add_to(aws::Dispatcher& dispatcher);

 private:
  Guards& guards_;
  SignUp sign_up_;
  ConfirmSignUp confirm_sign_up_;
  ResendConfirmationCode resend_confirmation_code_;
  AdminConfirmSignUp admin_confirm_sign_up_;
};

}  // namespace poolhouse::userpools
