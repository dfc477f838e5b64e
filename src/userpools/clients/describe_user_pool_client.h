// DescribeUserPoolClient: a client's settings with its secret, as they are now.
#pragma once

#include "api/cognito_idp/describe_user_pool_client.h"
#include "base/task.h"
#include "store/store.h"
#include "userpools/clients/app_client_repository.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class DescribeUserPoolClient {
 public:
  using Operation = cognito_idp::op::DescribeUserPoolClient;

  DescribeUserPoolClient(store::Store& store, const AppClients& clients) : store_(store), clients_(clients) {}
  Task<cognito_idp::DescribeUserPoolClientResponse> handle(cognito_idp::DescribeUserPoolClientRequest request,
                                                           AdminCall call);

 private:
  store::Store& store_;
  const AppClients& clients_;
};

}  // namespace poolhouse::userpools
