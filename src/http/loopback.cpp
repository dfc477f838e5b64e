#include "http/loopback.h"

#include <arpa/inet.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace poolhouse::http {
namespace {

// "host", "host:port", "[::1]:port": all browsers send; a name that only begins like an address is none.
bool names_loopback(std::string_view authority) {
  const bool bracketed = authority.starts_with('[');
  const auto colon = bracketed ? authority.find(':', authority.find(']')) : authority.find(':');
  const auto port = colon == std::string_view::npos ? "" : authority.substr(colon + 1);
  if (!std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; })) return false;
  const auto host = authority.substr(0, colon);
  if (host == "[::1]" || equal_without_case(host, "localhost")) return true;
  in_addr address{};
  const std::string text(host);
  return ::inet_pton(AF_INET, text.c_str(), &address) == 1 && is_loopback(text);
}

bool is_loopback_origin(std::string_view origin) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (origin.starts_with(scheme)) return names_loopback(origin.substr(scheme.size()));
  }
  return false;
}

}  // namespace

bool is_loopback(const std::string& ip_address) {
  return ip_address == "::1" || ip_address.starts_with("127.");
}

bool has_local_origin(const Headers& headers) {
  // Which of two a proxy believes is unknown, and no browser sends two.
  if (headers.count("Origin") > 1) return false;
  const auto origin = headers.find("Origin");
  return !origin || is_loopback_origin(*origin);
}

bool is_local_request(const Headers& headers) {
  if (headers.count("Host") > 1 || !has_local_origin(headers)) return false;
  const auto host = headers.find("Host");
  return !host || names_loopback(*host);
}

}  // namespace poolhouse::http
