// What the server answers by itself, before or instead of a handler. Private to the room.
#pragma once

#include <string_view>

#include "http/message.h"

namespace poolhouse::http {

enum class Refusal {
  malformed,
  plain_http_to_tls,
  header_timeout,
  body_timeout,
  body_too_large,
  expectation,
  header_too_large,
  handler_failed,
  transfer_coding,
  busy,
  bodies_too_large,
  too_many_connections,
  version,
};

// For logs and metrics.
[[nodiscard]] std::string_view name_of(Refusal refusal);
[[nodiscard]] Response answer_to(Refusal refusal);

}  // namespace poolhouse::http
