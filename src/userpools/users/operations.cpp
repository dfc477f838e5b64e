#include "userpools/users/operations.h"

namespace poolhouse::userpools {

UserOperations::UserOperations(Shared& s)
    : guards_(s.guards),
      admin_create_user_(s.store, s.passwords, s.cpu, s.triggers, s.messages, s.outbox, s.clock, s.random),
      admin_get_user_(s.store),
      admin_set_user_password_(s.store, s.passwords, s.cpu, s.clock) {}

void UserOperations::add_to(aws::Dispatcher& dispatcher) {
  serve(dispatcher, guards_, get_user_);
  serve(dispatcher, guards_, admin_create_user_);
  serve(dispatcher, guards_, admin_get_user_);
  serve(dispatcher, guards_, admin_set_user_password_);
}

}  // namespace poolhouse::userpools
