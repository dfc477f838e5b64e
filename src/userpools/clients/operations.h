// Operations on app clients.
#pragma once

#include "aws/dispatcher.h"
#include "userpools/clients/create_user_pool_client.h"
#include "userpools/shared.h"

namespace poolhouse::userpools {

class ClientOperations {
 public:
  explicit ClientOperations(Shared& shared);
  void add_to(aws::Dispatcher& dispatcher);

 private:
  Guards& guards_;
  CreateUserPoolClient create_user_pool_client_;
};

}  // namespace poolhouse::userpools
