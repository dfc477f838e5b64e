// Base64 of RFC 4648 section 4, the form of blobs on the wire.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace poolhouse::api {

void append_base64(std::string& out, std::string_view bytes);
// Nothing unless `text` is exactly what an encoder writes: padded, no spaces, no stray bits.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

}  // namespace poolhouse::api
