// The rules of HTTP/1.1 that Beast's parser leaves to us or reads more generously than is safe behind a
// proxy: where a header ends, what frames a body, what a target means. Pure functions; private to the room.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"
#include "http/refusal.h"

namespace poolhouse::http {

[[nodiscard]] bool is_control(char c);

// Finds the end of a header as its bytes come in, looking at each byte once. Refuses what two parsers
// could read in two ways: bare CR or LF, control characters, folded lines.
class HeaderScanner {
 public:
  HeaderScanner(std::size_t bytes_max, std::size_t fields_max)
      : bytes_max_(bytes_max), fields_max_(fields_max) {}

  // `received` is everything since the start of the request. The size of the header with its empty line,
  // or nothing when more must be read.
  [[nodiscard]] std::expected<std::optional<std::size_t>, Refusal> scan(std::string_view received);
  // One empty line before the request line is allowed (RFC 9112, 2.2): where the request line begins.
  [[nodiscard]] std::size_t begin() const { return begin_; }

 private:
  const std::size_t bytes_max_;
  const std::size_t fields_max_;
  std::size_t begin_ = 0;
  std::size_t scanned_ = 0;
  std::size_t lines_ = 0;
  std::size_t line_size_ = 0;
  bool after_cr_ = false;
};

enum class Version { http_1_0, http_1_1 };

struct Framing {
  bool chunked = false;
  // 0 without a Content-Length.
  std::uint64_t content_length = 0;
  bool expects_continue = false;

  friend bool operator==(const Framing&, const Framing&) = default;
  [[nodiscard]] bool has_body() const { return chunked || content_length > 0; }
};

// https://www.rfc-editor.org/rfc/rfc9112#section-6.3, with every leniency it allows a server refused.
[[nodiscard]] std::expected<Framing, Refusal> framing_of(const Headers& headers, Version version);

struct Target {
  std::string path;
  std::string query;
  // Of the absolute form: "When an origin server receives a request with an absolute-form of
  // request-target, the origin server MUST ignore the received Host header field" (RFC 9112, 3.2.2).
  std::optional<std::string> authority;
};

[[nodiscard]] std::expected<Target, Refusal> parse_target(std::string_view target);

}  // namespace poolhouse::http
