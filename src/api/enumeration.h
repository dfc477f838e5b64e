// Enums of the generated API: a value is its index in the model's list of names.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace poolhouse::api {

struct EnumNames {
  const std::string_view* first = nullptr;
  std::size_t size = 0;
};

// The name of the value with that index; empty for a value that is not of the enum.
[[nodiscard]] std::string_view name_at(EnumNames names, std::size_t index) noexcept;
[[nodiscard]] std::optional<std::size_t> index_of(EnumNames names, std::string_view text) noexcept;

// The value that the wire calls `text`, or nothing when there is no such value. Case matters.
template <class Enum>
[[nodiscard]] std::optional<Enum> from_string(std::string_view text) noexcept {
  const auto index = index_of(names_of(Enum{}), text);
  return index ? std::optional(static_cast<Enum>(*index)) : std::nullopt;
}

}  // namespace poolhouse::api
