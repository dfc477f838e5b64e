// DescribeUserPool: a pool's settings, as they are now.
#pragma once

#include "api/cognito_idp/describe_user_pool.h"
#include "base/task.h"
#include "store/store.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class DescribeUserPool {
 public:
  using Operation = cognito_idp::op::DescribeUserPool;

  explicit DescribeUserPool(store::Store& store) : store_(store) {}
  Task<cognito_idp::DescribeUserPoolResponse> handle(cognito_idp::DescribeUserPoolRequest request,
                                                     AdminCall call);

 private:
  store::Store& store_;
};

}  // namespace poolhouse::userpools
