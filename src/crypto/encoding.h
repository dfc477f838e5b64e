// Bytes as text: base64, base64url and hex. Decoding is strict, so that one value has one spelling:
// no white space, no missing or extra padding, no stray bits behind the last byte.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace poolhouse::crypto {

// RFC 4648 section 4, with padding.
[[nodiscard]] std::string to_base64(std::string_view bytes);
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

// RFC 4648 section 5, without padding, as JOSE uses it.
[[nodiscard]] std::string to_base64url(std::string_view bytes);
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

// Lower case out, both cases in, two digits a byte.
[[nodiscard]] std::string to_hex(std::string_view bytes);
[[nodiscard]] std::optional<std::string> from_hex(std::string_view text);

}  // namespace poolhouse::crypto
