#include "userpools/pools/require_pool.h"

#include <fmt/format.h>

#include "api/cognito_idp/errors.h"
#include "userpools/pools/pool_repository.h"

namespace poolhouse::userpools {

PoolRef pool_or_not_found(PoolRef pool, const UserPoolId& id) {
  if (!pool) {
    throw cognito_idp::ResourceNotFoundException(fmt::format("User pool {} does not exist.", id.value()));
  }
  return pool;
}

PoolRef require_pool(store::Connection& db, const UserPoolId& id) {
  return pool_or_not_found(find_pool(db, id), id);
}

}  // namespace poolhouse::userpools
