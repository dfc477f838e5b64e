// DeleteUserPool: the pool, its clients and its keys are gone at once; the rows of its users follow.
#pragma once

#include "api/cognito_idp/delete_user_pool.h"
#include "base/task.h"
#include "base/time.h"
#include "store/store.h"
#include "userpools/guards.h"
#include "userpools/settings_cache.h"
#include "userpools/tokens/signing_keys.h"

namespace poolhouse::userpools {

class DeleteUserPool {
 public:
  using Operation = cognito_idp::op::DeleteUserPool;

  DeleteUserPool(store::Store& store, SettingsCache& settings, SigningKeys& keys, const Clock& clock)
      : store_(store), settings_(settings), keys_(keys), clock_(clock) {}
  Task<api::NoOutput> handle(cognito_idp::DeleteUserPoolRequest request, AdminCall call);

 private:
  store::Store& store_;
  SettingsCache& settings_;
  SigningKeys& keys_;
  const Clock& clock_;
};

}  // namespace poolhouse::userpools
