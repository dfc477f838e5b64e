#include "store/slices.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

namespace poolhouse::store {

std::int64_t delete_slice_of_pool(Connection& db, std::string_view table, std::string_view key,
                                  const std::string& pool, std::int64_t limit) {
  const auto last = db.query_one(
      fmt::format("SELECT {0} FROM {1} WHERE pool_id = $1 ORDER BY {0} LIMIT 1 OFFSET $2", key, table),
      {pool, limit - 1});
  if (!last) return db.count_changed(fmt::format("DELETE FROM {} WHERE pool_id = $1", table), {pool});
  std::vector<Value> values{pool};
  std::vector<std::string> parameters;
  const auto columns = static_cast<std::size_t>(std::ranges::count(key, ',')) + 1;
  for (std::size_t i = 0; i < columns; ++i) {
    values.emplace_back(last->text(i));
    parameters.push_back(fmt::format("${}", i + 2));
  }
  return db.count_changed(fmt::format("DELETE FROM {} WHERE pool_id = $1 AND ({}) <= ({})", table, key,
                                      fmt::join(parameters, ", ")),
                          values);
}

std::int64_t delete_slice_before(Connection& db, std::string_view table, std::string_view column, Time end,
                                 std::int64_t limit) {
  const auto last = db.query_one(
      fmt::format("SELECT {0} FROM {1} WHERE {0} < $1 ORDER BY {0} LIMIT 1 OFFSET $2", column, table),
      {to_epoch_ms(end), limit - 1});
  return db.count_changed(fmt::format("DELETE FROM {} WHERE {} <= $1", table, column),
                          {last ? last->integer(0) : to_epoch_ms(end) - 1});
}

}  // namespace poolhouse::store
