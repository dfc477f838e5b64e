// Operations on pools.
#pragma once

#include "aws/dispatcher.h"
#include "userpools/pools/create_user_pool.h"
#include "userpools/shared.h"

namespace poolhouse::userpools {

class PoolOperations {
 public:
  explicit PoolOperations(Shared& shared);
  void add_to(aws::Dispatcher& dispatcher);

 private:
  Guards& guards_;
  CreateUserPool create_user_pool_;
};

}  // namespace poolhouse::userpools
