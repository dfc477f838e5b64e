// Operations on app clients.
#pragma once

#include "aws/dispatcher.h"
#include "userpools/clients/create_user_pool_client.h"
#include "userpools/clients/delete_user_pool_client.h"
#include "userpools/clients/describe_user_pool_client.h"
#include "userpools/clients/list_user_pool_clients.h"
#include "userpools/clients/update_user_pool_client.h"
#include "userpools/shared.h"

namespace poolhouse::userpools {

class ClientOperations {
 public:
  explicit ClientOperations(Shared& shared);
  void add_to(aws::Dispatcher& dispatcher);

 private:
  Guards& guards_;
  CreateUserPoolClient create_user_pool_client_;
  DescribeUserPoolClient describe_user_pool_client_;
  UpdateUserPoolClient update_user_pool_client_;
  DeleteUserPoolClient delete_user_pool_client_;
  ListUserPoolClients list_user_pool_clients_;
};

}  // namespace poolhouse::userpools
