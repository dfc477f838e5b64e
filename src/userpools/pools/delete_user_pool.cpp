#include "userpools/pools/delete_user_pool.h"

#include "api/cognito_idp/errors.h"
#include "userpools/pools/pool_repository.h"
#include "userpools/pools/require_pool.h"

namespace poolhouse::userpools {

Task<api::NoOutput> DeleteUserPool::handle(cognito_idp::DeleteUserPoolRequest, AdminCall call) {
  const auto& id = call.pool->id;
  co_await store_.write([&](store::Connection& db) {
    const auto pool = require_pool(db, id);
    if (pool->settings.deletion_protection == cognito_idp::DeletionProtectionType::ACTIVE) {
      throw cognito_idp::InvalidParameterException(
          "The user pool cannot be deleted because deletion protection is activated. Deletion protection "
          "must be inactivated first.");
    }
    delete_pool(db, id, clock_.now());
  });
  settings_.forget(id);
  keys_.forget(id);
  co_return api::NoOutput{};
}

}  // namespace poolhouse::userpools
