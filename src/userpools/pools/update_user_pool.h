// UpdateUserPool: new settings for a pool; what the request omits goes back to its default.
#pragma once

#include "api/cognito_idp/update_user_pool.h"
#include "base/task.h"
#include "base/time.h"
#include "store/store.h"
#include "userpools/guards.h"
#include "userpools/settings_cache.h"

namespace poolhouse::userpools {

class UpdateUserPool {
 public:
  using Operation = cognito_idp::op::UpdateUserPool;

  UpdateUserPool(store::Store& store, SettingsCache& settings, const Clock& clock)
      : store_(store), settings_(settings), clock_(clock) {}
  Task<cognito_idp::UpdateUserPoolResponse> handle(cognito_idp::UpdateUserPoolRequest request,
                                                   AdminCall call);

 private:
  store::Store& store_;
  SettingsCache& settings_;
  const Clock& clock_;
};

}  // namespace poolhouse::userpools
