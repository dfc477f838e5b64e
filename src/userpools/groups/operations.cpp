#include "userpools/groups/operations.h"

namespace poolhouse::userpools {

GroupOperations::GroupOperations(Shared& s)
    : guards_(s.guards),
      create_group_(s.store, s.clock),
      get_group_(s.store),
      update_group_(s.store, s.clock),
      delete_group_(s.store),
      list_groups_(s.store, s.page_tokens),
      admin_add_user_to_group_(s.store),
      admin_remove_user_from_group_(s.store),
      admin_list_groups_for_user_(s.store, s.page_tokens),
      list_users_in_group_(s.store, s.page_tokens) {}

void GroupOperations::add_to(aws::Dispatcher& dispatcher) {
  serve(dispatcher, guards_, create_group_);
  serve(dispatcher, guards_, get_group_);
  serve(dispatcher, guards_, update_group_);
  serve(dispatcher, guards_, delete_group_);
  serve(dispatcher, guards_, list_groups_);
  serve(dispatcher, guards_, admin_add_user_to_group_);
  serve(dispatcher, guards_, admin_remove_user_from_group_);
  serve(dispatcher, guards_, admin_list_groups_for_user_);
  serve(dispatcher, guards_, list_users_in_group_);
}

}  // namespace poolhouse::userpools
