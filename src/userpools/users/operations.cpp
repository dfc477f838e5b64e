#include "userpools/users/operations.h"

namespace poolhouse::userpools {

UserOperations::UserOperations(Shared& s) : guards_(s.guards) {}

void UserOperations::add_to(aws::Dispatcher& dispatcher) { serve(dispatcher, guards_, get_user_); }

}  // namespace poolhouse::userpools
