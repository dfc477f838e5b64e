// Deleting what may be millions of rows, so many with each transaction.
//
// A slice is a range of an index that ends at a row found before. `key IN (SELECT … LIMIT n)` would say the
// same and leave the way to PostgreSQL, which then read all rows of the pool for each slice of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"
#include "store/store.h"

namespace poolhouse::store {

// Deletes the first `limit` rows of the pool in the order of `key`, text columns between commas, which are
// the primary key behind pool_id or a beginning of it that few rows share. Returns how many; 0 when none was
// left.
std::int64_t delete_slice_of_pool(Connection& db, std::string_view table, std::string_view key,
                                  const std::string& pool, std::int64_t limit);

// Deletes the `limit` rows with the earliest times before `end`, and those that share the last one's.
// `column` has an index of its own. Returns how many.
std::int64_t delete_slice_before(Connection& db, std::string_view table, std::string_view column, Time end,
                                 std::int64_t limit);

}  // namespace poolhouse::store
