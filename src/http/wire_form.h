// An answer as it goes over the wire (RFC 9112). Private to the room.
#pragma once

#include <string>

#include "base/time.h"
#include "http/message.h"

namespace poolhouse::http {

// Whether the connection goes on after an answer.
enum class KeepAlive { no, yes };
enum class Body { sent, left_out };

// The bytes of an answer. `Body::left_out` is for HEAD.
[[nodiscard]] std::string wire_form(const Response& response, KeepAlive keep_alive, Body body, Time now);

}  // namespace poolhouse::http
