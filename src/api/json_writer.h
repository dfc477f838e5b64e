// Pieces of JSON text.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"

namespace poolhouse::api {

// `text`, which is UTF-8, in quotes. Escapes what RFC 8259 section 7 demands and nothing else ('/' stays).
void append_json_string(std::string& out, std::string_view text);

// Epoch seconds with at most three decimals, as the service writes timestamps: 1547763720.822.
void append_json_time(std::string& out, Time time);

}  // namespace poolhouse::api
