#include "userpools/pools/operations.h"

namespace poolhouse::userpools {

PoolOperations::PoolOperations(Shared& s)
    : guards_(s.guards),
      create_user_pool_(s.store, s.signing_keys, s.spare_keys, s.account, s.clock, s.random),
      describe_user_pool_(s.store),
      update_user_pool_(s.store, s.settings, s.clock),
      delete_user_pool_(s.store, s.settings, s.signing_keys, s.clock),
      list_user_pools_(s.store, s.page_tokens),
      add_custom_attributes_(s.store, s.settings, s.clock) {}

void PoolOperations::add_to(aws::Dispatcher& dispatcher) {
  serve(dispatcher, guards_, create_user_pool_);
  serve(dispatcher, guards_, describe_user_pool_);
  serve(dispatcher, guards_, update_user_pool_);
  serve(dispatcher, guards_, delete_user_pool_);
  serve(dispatcher, guards_, list_user_pools_);
  serve(dispatcher, guards_, add_custom_attributes_);
}

}  // namespace poolhouse::userpools
