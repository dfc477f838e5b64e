// Counting and cutting text by characters, not bytes.
#pragma once

#include <cstddef>
#include <string_view>

namespace poolhouse::userpools {

// Code points of well-formed UTF-8.
[[nodiscard]] constexpr std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

// The first code point of well-formed UTF-8, or "" of "".
[[nodiscard]] constexpr std::string_view first_character(std::string_view text) {
  std::size_t end = text.empty() ? 0 : 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return text.substr(0, end);
}

}  // namespace poolhouse::userpools
