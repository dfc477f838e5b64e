// ListUserPoolClients: a pool's clients, a page at a time.
#pragma once

#include "api/cognito_idp/list_user_pool_clients.h"
#include "base/task.h"
#include "store/store.h"
#include "userpools/clients/app_client_repository.h"
#include "userpools/guards.h"
#include "userpools/paging.h"

namespace poolhouse::userpools {

class ListUserPoolClients {
 public:
  using Operation = cognito_idp::op::ListUserPoolClients;

  ListUserPoolClients(store::Store& store, const AppClients& clients, const PageTokens& page_tokens)
      : store_(store), clients_(clients), page_tokens_(page_tokens) {}
  Task<cognito_idp::ListUserPoolClientsResponse> handle(cognito_idp::ListUserPoolClientsRequest request,
                                                        AdminCall call);

 private:
  store::Store& store_;
  const AppClients& clients_;
  const PageTokens& page_tokens_;
};

}  // namespace poolhouse::userpools
