// UpdateUserPoolClient: new settings for a client; what the request omits goes back to its default.
#pragma once

#include "api/cognito_idp/update_user_pool_client.h"
#include "base/task.h"
#include "base/time.h"
#include "store/store.h"
#include "userpools/clients/app_client_repository.h"
#include "userpools/guards.h"
#include "userpools/settings_cache.h"

namespace poolhouse::userpools {

class UpdateUserPoolClient {
 public:
  using Operation = cognito_idp::op::UpdateUserPoolClient;

  UpdateUserPoolClient(store::Store& store, const AppClients& clients, SettingsCache& settings,
                       const Clock& clock)
      : store_(store), clients_(clients), settings_(settings), clock_(clock) {}
  Task<cognito_idp::UpdateUserPoolClientResponse> handle(cognito_idp::UpdateUserPoolClientRequest request,
                                                         AdminCall call);

 private:
  store::Store& store_;
  const AppClients& clients_;
  SettingsCache& settings_;
  const Clock& clock_;
};

}  // namespace poolhouse::userpools
