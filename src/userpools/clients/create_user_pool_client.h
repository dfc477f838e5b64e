// CreateUserPoolClient: a new app client of a pool.
#pragma once

#include "api/cognito_idp/create_user_pool_client.h"
#include "base/random.h"
#include "base/task.h"
#include "base/time.h"
#include "store/store.h"
#include "userpools/clients/app_client_repository.h"
#include "userpools/guards.h"

namespace poolhouse::userpools {

class CreateUserPoolClient {
 public:
  using Operation = cognito_idp::op::CreateUserPoolClient;

  CreateUserPoolClient(store::Store& store, const AppClients& clients, const Clock& clock, Random& random)
      : store_(store), clients_(clients), clock_(clock), random_(random) {}
  Task<cognito_idp::CreateUserPoolClientResponse> handle(cognito_idp::CreateUserPoolClientRequest request,
                                                         AdminCall call);

 private:
  store::Store& store_;
  const AppClients& clients_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace poolhouse::userpools
