// A user's own account, and administrators' operations on users.
#pragma once

#include "aws/dispatcher.h"
#include "userpools/shared.h"
#include "userpools/users/admin_create_user.h"
#include "userpools/users/admin_delete_user.h"
#include "userpools/users/admin_disable_user.h"
#include "userpools/users/admin_enable_user.h"
#include "userpools/users/admin_get_user.h"
#include "userpools/users/admin_set_user_password.h"
#include "userpools/users/delete_user.h"
#include "userpools/users/get_user.h"
#include "userpools/users/list_users.h"

namespace poolhouse::userpools {

class UserOperations {
 public:
  explicit UserOperations(Shared& shared);
  void add_to(aws::Dispatcher& dispatcher);

 private:
  Guards& guards_;
  GetUser get_user_;
  DeleteUser delete_user_;
  ListUsers list_users_;
  AdminCreateUser admin_create_user_;
  AdminGetUser admin_get_user_;
  AdminSetUserPassword admin_set_user_password_;
  AdminEnableUser admin_enable_user_;
  AdminDisableUser admin_disable_user_;
  AdminDeleteUser admin_delete_user_;
};

}  // namespace poolhouse::userpools
