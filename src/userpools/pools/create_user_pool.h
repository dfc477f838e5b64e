// CreateUserPool: a new pool with its settings, schema and signing keys.
#pragma once

#include "api/cognito_idp/create_user_pool.h"
#include "base/random.h"
#include "base/task.h"
#include "base/time.h"
#include "store/store.h"
#include "userpools/account.h"
#include "userpools/tokens/signing_keys.h"

namespace poolhouse::userpools {

class CreateUserPool {
 public:
  using Operation = cognito_idp::op::CreateUserPool;

  CreateUserPool(store::Store& store, SigningKeys& keys, SpareSigningKeys& spare_keys, const Account& account,
                 const Clock& clock, Random& random);
  Task<cognito_idp::CreateUserPoolResponse> handle(cognito_idp::CreateUserPoolRequest request);

 private:
  store::Store& store_;
  SigningKeys& keys_;
  SpareSigningKeys& spare_keys_;
  const Account& account_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace poolhouse::userpools
