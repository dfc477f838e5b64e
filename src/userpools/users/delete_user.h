// DeleteUser: a user removes their own account.
#pragma once

#include "api/cognito_idp/delete_user.h"
#include "base/task.h"
#include "store/store.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class DeleteUser {
 public:
  using Operation = cognito_idp::op::DeleteUser;

  explicit DeleteUser(store::Store& store) : store_(store) {}
  Task<api::NoOutput> handle(cognito_idp::DeleteUserRequest request, SignedInUser caller);

 private:
  store::Store& store_;
};

}  // namespace poolhouse::userpools
