#include "api/enumeration.h"

#include <algorithm>

namespace poolhouse::api {

std::string_view name_at(EnumNames names, std::size_t index) noexcept {
  return index < names.size ? names.first[index] : std::string_view{};
}

std::optional<std::size_t> index_of(EnumNames names, std::string_view text) noexcept {
  const auto* last = names.first + names.size;
  const auto* found = std::find(names.first, last, text);
  if (found == last) return std::nullopt;
  return static_cast<std::size_t>(found - names.first);
}

}  // namespace poolhouse::api
