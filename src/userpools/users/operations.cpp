#include "userpools/users/operations.h"

namespace poolhouse::userpools {

UserOperations::UserOperations(Shared& s)
    : guards_(s.guards),
      delete_user_(s.store),
      list_users_(s.store, s.page_tokens),
      admin_create_user_(s.store, s.passwords, s.cpu, s.triggers, s.messages, s.outbox, s.clock, s.random),
      admin_get_user_(s.store),
      admin_set_user_password_(s.store, s.passwords, s.cpu, s.codes, s.clock),
      admin_enable_user_(s.store, s.clock),
      admin_disable_user_(s.store, s.clock),
      admin_delete_user_(s.store) {}

void UserOperations::add_to(aws::Dispatcher& dispatcher) {
  serve(dispatcher, guards_, get_user_);
  serve(dispatcher, guards_, delete_user_);
  serve(dispatcher, guards_, list_users_);
  serve(dispatcher, guards_, admin_create_user_);
  serve(dispatcher, guards_, admin_get_user_);
  serve(dispatcher, guards_, admin_set_user_password_);
  serve(dispatcher, guards_, admin_enable_user_);
  serve(dispatcher, guards_, admin_disable_user_);
  serve(dispatcher, guards_, admin_delete_user_);
}

}  // namespace poolhouse::userpools
