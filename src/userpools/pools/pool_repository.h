// Where pools are kept.
#pragma once

#include <chrono>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "store/store.h"
#include "userpools/pools/pool.h"

namespace poolhouse::userpools {

[[nodiscard]] PoolRef find_pool(store::Connection& db, const UserPoolId& id);  // null when absent
void insert_pool(store::Connection& db, const Pool& pool);
// Replaces the settings of `before` (as just read in this transaction).
void update_pool(store::Connection& db, const Pool& before, const cognito_idp::UserPoolType& settings);
// The pool, its clients and keys are gone at once; its users are swept away later, in slices, since a pool
// may have millions (sweep_deleted_pools).
void delete_pool(store::Connection& db, const UserPoolId& id, Time now);
// Removes at most about `limit` rows that deleted pools left. False when there is nothing to do now. A pool
// is swept once more after kSweptAgainAfter: a request that was under way on another node, which had the
// pool's settings still, may have written to it behind the first sweep.
inline constexpr Duration kSweptAgainAfter = std::chrono::hours(1);
bool sweep_deleted_pools(store::Connection& db, Time now, std::int64_t limit);

// A page in the order of ids, after `after` (exclusive; empty: from the start).
[[nodiscard]] std::vector<PoolRef> list_pools(store::Connection& db, std::string_view after,
                                              std::size_t limit);
[[nodiscard]] std::int64_t count_pools(store::Connection& db);

}  // namespace poolhouse::userpools
