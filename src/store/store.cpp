#include "store/store.h"

#include <fmt/format.h>

namespace poolhouse::store {
namespace {

template <class T>
const T& require(const std::vector<Value>& columns, std::size_t column, std::string_view type) {
  if (column >= columns.size()) throw std::logic_error(fmt::format("the row has no column {}", column));
  const auto* value = std::get_if<T>(&columns[column]);
  if (value == nullptr) throw std::logic_error(fmt::format("column {} does not hold {}", column, type));
  return *value;
}

}  // namespace

bool Row::is_null(std::size_t column) const {
  if (column >= columns_.size()) throw std::logic_error(fmt::format("the row has no column {}", column));
  return std::holds_alternative<std::monostate>(columns_[column]);
}

std::int64_t Row::integer(std::size_t column) const {
  return require<std::int64_t>(columns_, column, "an integer");
}
const std::string& Row::text(std::size_t column) const {
  return require<std::string>(columns_, column, "text");
}
const std::string& Row::blob(std::size_t column) const {
  return require<Blob>(columns_, column, "a blob").bytes;
}

std::optional<std::int64_t> Row::optional_integer(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}
std::optional<std::string> Row::optional_text(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}
std::optional<std::string> Row::optional_blob(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return blob(column);
}

std::optional<Row> Connection::query_one(std::string_view sql, std::initializer_list<Value> params) {
  auto rows = query(sql, params);
  if (rows.empty()) return std::nullopt;
  if (rows.size() > 1) throw std::logic_error(fmt::format("{} rows where one was asked for", rows.size()));
  return std::move(rows.front());
}

}  // namespace poolhouse::store
