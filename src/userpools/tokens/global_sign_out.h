// GlobalSignOut: a user ends all of their sign-ins, everywhere.
#pragma once

#include "api/cognito_idp/global_sign_out.h"
#include "base/task.h"
#include "store/store.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class GlobalSignOut {
 public:
  using Operation = cognito_idp::op::GlobalSignOut;

  explicit GlobalSignOut(store::Store& store) : store_(store) {}
  Task<cognito_idp::GlobalSignOutResponse> handle(cognito_idp::GlobalSignOutRequest request,
                                                  SignedInUser caller);

 private:
  store::Store& store_;
};

}  // namespace poolhouse::userpools
