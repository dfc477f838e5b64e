// Operations on pools.
#pragma once

#include "aws/dispatcher.h"
#include "userpools/pools/add_custom_attributes.h"
#include "userpools/pools/create_user_pool.h"
#include "userpools/pools/delete_user_pool.h"
#include "userpools/pools/describe_user_pool.h"
#include "userpools/pools/list_user_pools.h"
#include "userpools/pools/update_user_pool.h"
#include "userpools/shared.h"

namespace poolhouse::userpools {

class PoolOperations {
 public:
  explicit PoolOperations(Shared& shared);
  void add_to(aws::Dispatcher& dispatcher);

 private:
  Guards& guards_;
  CreateUserPool create_user_pool_;
  DescribeUserPool describe_user_pool_;
  UpdateUserPool update_user_pool_;
  DeleteUserPool delete_user_pool_;
  ListUserPools list_user_pools_;
  AddCustomAttributes add_custom_attributes_;
};

}  // namespace poolhouse::userpools
