#include "userpools/pools/update_user_pool.h"

#include "userpools/pools/pool_repository.h"
#include "userpools/pools/require_pool.h"
#include "userpools/rules/pool_settings.h"

namespace poolhouse::userpools {

Task<cognito_idp::UpdateUserPoolResponse> UpdateUserPool::handle(cognito_idp::UpdateUserPoolRequest request,
                                                                 AdminCall call) {
  co_await store_.write([&](store::Connection& db) {
    const auto before = require_pool(db, call.pool->id);
    auto after = or_fail(updated_pool_settings(before->settings, request, OtherMfaFactors::none));
    after.last_modified_date = clock_.now();
    update_pool(db, *before, after);
  });
  settings_.forget(call.pool->id);
  co_return cognito_idp::UpdateUserPoolResponse{};
}

}  // namespace poolhouse::userpools
