// DeleteUserPoolClient: the client and everything it was issued are of no use any more.
#pragma once

#include "api/cognito_idp/delete_user_pool_client.h"
#include "base/task.h"
#include "store/store.h"
#include "userpools/clients/app_client_repository.h"
#include "userpools/guards.h"
#include "userpools/settings_cache.h"

namespace poolhouse::userpools {

class DeleteUserPoolClient {
 public:
  using Operation = cognito_idp::op::DeleteUserPoolClient;

  DeleteUserPoolClient(store::Store& store, const AppClients& clients, SettingsCache& settings)
      : store_(store), clients_(clients), settings_(settings) {}
  Task<api::NoOutput> handle(cognito_idp::DeleteUserPoolClientRequest request, AdminCall call);

 private:
  store::Store& store_;
  const AppClients& clients_;
  SettingsCache& settings_;
};

}  // namespace poolhouse::userpools
