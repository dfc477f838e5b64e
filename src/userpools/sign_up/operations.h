// Registering: SignUp, ConfirmSignUp.
#pragma once

#include "aws/dispatcher.h"
#include "userpools/shared.h"
#include "userpools/sign_up/confirm_sign_up.h"
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
};

}  // namespace poolhouse::userpools
