// What both engines check and say about a statement.
#pragma once

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

#include "store/store.h"

namespace poolhouse::store {

// The statement's text for an error message: it holds no values, they are parameters.
inline std::string named(std::string_view sql) {
  constexpr std::size_t kShown = 200;
  return sql.size() <= kShown ? std::string(sql) : std::string(sql.substr(0, kShown)) + "…";
}

// The highest n of $n in the statement, which is the number of its parameters.
inline std::size_t parameters_in(std::string_view sql) {
  std::size_t highest = 0;
  for (auto at = sql.find('$'); at != std::string_view::npos; at = sql.find('$', at + 1)) {
    std::size_t number = 0;
    std::from_chars(sql.data() + at + 1, sql.data() + sql.size(), number);
    highest = std::max(highest, number);
  }
  return highest;
}

// Whether the statement is one that changes rows.
inline bool changes_rows(std::string_view sql) {
  return sql.starts_with("INSERT") || sql.starts_with("UPDATE") || sql.starts_with("DELETE");
}

// PostgreSQL cannot store NUL in TEXT; SQLite could, and would then answer differently.
inline bool has_nul(const Value& value) {
  const auto* const text = std::get_if<std::string>(&value);
  return text != nullptr && text->find('\0') != std::string::npos;
}

}  // namespace poolhouse::store
