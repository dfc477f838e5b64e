// The room's door: all user-pool operations, ready to be served.
//
// User pools own the directory (users, groups, aliases), sign-in by password and SRP, and the tokens of
// those sign-ins. They do not own HTTP or SigV4 (aws), how a message leaves (messaging) or how a function
// is run (triggers).
#pragma once

#include "aws/dispatcher.h"
#include "userpools/attributes/operations.h"
#include "userpools/auth/operations.h"
#include "userpools/clients/operations.h"
#include "userpools/discovery/discovery.h"
#include "userpools/groups/operations.h"
#include "userpools/passwords/operations.h"
#include "userpools/pools/operations.h"
#include "userpools/shared.h"
#include "userpools/sign_up/operations.h"
#include "userpools/tokens/operations.h"
#include "userpools/users/operations.h"

namespace poolhouse::userpools {

class UserPools {
 public:
  // `public_url`: where clients reach us, without a trailing slash.
  UserPools(Shared& shared, std::string public_url);

  void add_to(aws::Dispatcher& dispatcher);
  void add_routes(http::Router& router) { discovery_.add_routes(router); }

 private:
  PoolOperations pools_;
  ClientOperations clients_;
  GroupOperations groups_;
  AuthOperations auth_;
  TokenOperations tokens_;
  SignUpOperations sign_up_;
  PasswordOperations passwords_;
  AttributeOperations attributes_;
  UserOperations users_;
  Discovery discovery_;
};

}  // namespace poolhouse::userpools
