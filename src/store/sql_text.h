// What both engines check and say about a statement.
#pragma once

#include <string>
#include <string_view>

#include "store/store.h"

namespace poolhouse::store {

// The statement's text for an error message: it holds no values, they are parameters.
inline std::string named(std::string_view sql) {
  constexpr std::size_t kShown = 200;
  return sql.size() <= kShown ? std::string(sql) : std::string(sql.substr(0, kShown)) + "…";
}

// PostgreSQL cannot store NUL in TEXT; SQLite could, and would then answer differently.
inline bool has_nul(const Value& value) {
  const auto* const text = std::get_if<std::string>(&value);
  return text != nullptr && text->find('\0') != std::string::npos;
}

}  // namespace poolhouse::store
