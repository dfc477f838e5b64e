#include "http/wire_form.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <ctime>
#include <iterator>
#include <string_view>

#include "http/asio.h"

namespace poolhouse::http {
namespace {

// The same for a whole second, in which a thread writes thousands of them.
std::string_view http_date(Time now) {
  thread_local std::int64_t second = -1;
  thread_local std::string text;
  if (const auto current = to_epoch_seconds(now); current != second) {
    second = current;
    text = fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(static_cast<std::time_t>(current)));
  }
  return text;
}

// These describe the message on this connection, which only the server knows.
bool is_servers_own(std::string_view name) {
  constexpr std::array<std::string_view, 5> kOwn = {"Connection", "Content-Length", "Date", "Keep-Alive",
                                                    "Transfer-Encoding"};
  return std::ranges::any_of(kOwn, [&](std::string_view own) { return equal_without_case(own, name); });
}

}  // namespace

std::string wire_form(const Response& response, KeepAlive keep_alive, Body body, Time now) {
  const auto status = static_cast<beast::http::status>(response.status);
  const std::string_view reason = beast::http::obsolete_reason(status);
  // RFC 9110, 8.6: no Content-Length with 204; a 304 may only repeat that of a 200.
  const bool has_content = response.status != 204 && response.status != 304;
  std::string out;
  out.reserve(256 + response.body.size() + 64 * response.headers.size());
  auto to = std::back_inserter(out);
  fmt::format_to(to, "HTTP/1.1 {} {}\r\nDate: {}\r\nConnection: {}\r\n", response.status, reason,
                 http_date(now), keep_alive == KeepAlive::yes ? "keep-alive" : "close");
  for (const auto& [name, value] : response.headers) {
    if (is_servers_own(name)) continue;
    out.append(name).append(": ").append(value).append("\r\n");
  }
  if (has_content) fmt::format_to(to, "Content-Length: {}\r\n", response.body.size());
  out.append("\r\n");
  if (has_content && body == Body::sent) out.append(response.body);
  return out;
}

}  // namespace poolhouse::http
