#include "userpools/clients/operations.h"

namespace poolhouse::userpools {

ClientOperations::ClientOperations(Shared& s)
    : guards_(s.guards), create_user_pool_client_(s.store, s.clients, s.clock, s.random) {}

void ClientOperations::add_to(aws::Dispatcher& dispatcher) {
  serve(dispatcher, guards_, create_user_pool_client_);
}

}  // namespace poolhouse::userpools
