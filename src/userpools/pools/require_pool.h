// The pool that an operation names.
#pragma once

#include "store/store.h"
#include "userpools/pools/pool.h"

namespace poolhouse::userpools {

// ResourceNotFoundException `User pool … does not exist.` for null.
[[nodiscard]] PoolRef pool_or_not_found(PoolRef pool, const UserPoolId& id);
// As it is now, inside the transaction that changes it or adds to it: what the guard has seen may be a
// second old.
[[nodiscard]] PoolRef require_pool(store::Connection& db, const UserPoolId& id);

}  // namespace poolhouse::userpools
