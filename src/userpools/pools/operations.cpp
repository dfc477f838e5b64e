#include "userpools/pools/operations.h"

namespace poolhouse::userpools {

PoolOperations::PoolOperations(Shared& s)
    : guards_(s.guards),
      create_user_pool_(s.store, s.signing_keys, s.spare_keys, s.account, s.clock, s.random) {}

void PoolOperations::add_to(aws::Dispatcher& dispatcher) { serve(dispatcher, guards_, create_user_pool_); }

}  // namespace poolhouse::userpools
