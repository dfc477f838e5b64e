// SHA-256 and what is built on it. All functions are safe from any thread and return raw bytes.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.h"

namespace poolhouse::crypto {

inline constexpr std::size_t kSha256Bytes = 32;

[[nodiscard]] std::string sha256(std::string_view bytes);

// The key may not be empty: an HMAC anybody can compute proves nothing (std::invalid_argument).
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view message);

// RFC 5869. `size` is at most 255 * 32.
[[nodiscard]] Secret hkdf_sha256(const Secret& key, std::string_view salt, std::string_view info,
                                 std::size_t size);

}  // namespace poolhouse::crypto
