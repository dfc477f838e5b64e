#include "userpools/clients/operations.h"

namespace poolhouse::userpools {

ClientOperations::ClientOperations(Shared& s)
    : guards_(s.guards),
      create_user_pool_client_(s.store, s.clients, s.clock, s.random),
      describe_user_pool_client_(s.store, s.clients),
      update_user_pool_client_(s.store, s.clients, s.settings, s.clock),
      delete_user_pool_client_(s.store, s.clients, s.settings),
      list_user_pool_clients_(s.store, s.clients, s.page_tokens) {}

void ClientOperations::add_to(aws::Dispatcher& dispatcher) {
  serve(dispatcher, guards_, create_user_pool_client_);
  serve(dispatcher, guards_, describe_user_pool_client_);
  serve(dispatcher, guards_, update_user_pool_client_);
  serve(dispatcher, guards_, delete_user_pool_client_);
  serve(dispatcher, guards_, list_user_pool_clients_);
}

}  // namespace poolhouse::userpools
