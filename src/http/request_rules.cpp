#include "http/request_rules.h"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace poolhouse::http {
namespace {

std::optional<std::uint64_t> parse_decimal(std::string_view text) {
  if (text.empty() || !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return {};
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return {};
  return value;
}

}  // namespace

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

std::expected<std::optional<std::size_t>, Refusal> HeaderScanner::scan(std::string_view received) {
  for (; scanned_ < received.size(); ++scanned_) {
    if (scanned_ >= bytes_max_) return std::unexpected(Refusal::header_too_large);
    const char c = received[scanned_];
    if (after_cr_) {
      if (c != '\n') return std::unexpected(Refusal::malformed);
      after_cr_ = false;
      if (line_size_ > 0) {
        // The request line is one more than the fields.
        if (lines_ > fields_max_) return std::unexpected(Refusal::header_too_large);
        ++lines_;
        line_size_ = 0;
      } else if (lines_ > 0) {
        return ++scanned_;
      } else if (begin_ > 0) {
        return std::unexpected(Refusal::malformed);
      } else {
        begin_ = scanned_ + 1;
      }
    } else if (c == '\r') {
      after_cr_ = true;
    } else if ((is_control(c) && c != '\t') || (line_size_ == 0 && (c == ' ' || c == '\t'))) {
      return std::unexpected(Refusal::malformed);
    } else {
      ++line_size_;
    }
  }
  return std::nullopt;
}

std::expected<Framing, Refusal> framing_of(const Headers& headers, Version version) {
  Framing framing;
  const auto codings = headers.count("Transfer-Encoding");
  const auto lengths = headers.count("Content-Length");
  const auto hosts = headers.count("Host");
  if (hosts > 1 || (hosts == 0 && version == Version::http_1_1)) return std::unexpected(Refusal::malformed);
  if (codings > 1 || lengths > 1 || (codings > 0 && lengths > 0)) return std::unexpected(Refusal::malformed);
  // A proxy of that age would not have understood the chunks it forwarded.
  if (codings > 0 && version == Version::http_1_0) return std::unexpected(Refusal::malformed);

  if (codings > 0) {
    const auto coding = *headers.find("Transfer-Encoding");
    if (!equal_without_case(coding, "chunked")) return std::unexpected(Refusal::transfer_coding);
    framing.chunked = true;
  }
  if (lengths > 0) {
    const auto length = parse_decimal(*headers.find("Content-Length"));
    if (!length) return std::unexpected(Refusal::malformed);
    framing.content_length = *length;
  }
  // A 1.0 client cannot mean it: "A server that receives a 100-continue expectation in an HTTP/1.0 request
  // MUST ignore that expectation" (RFC 9110, 10.1.1).
  if (const auto expectation = headers.find("Expect"); expectation && version == Version::http_1_1) {
    if (!equal_without_case(*expectation, "100-continue")) return std::unexpected(Refusal::expectation);
    framing.expects_continue = true;
  }
  return framing;
}

std::expected<Target, Refusal> parse_target(std::string_view target) {
  const auto malformed = std::unexpected(Refusal::malformed);
  const auto unfit = [](char c) {
    return is_control(c) || c == ' ' || c == '#' || static_cast<unsigned char>(c) >= 0x80;
  };
  if (std::ranges::any_of(target, unfit)) return malformed;

  Target parsed;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equal_without_case(target.substr(0, scheme.size()), scheme)) continue;
    target.remove_prefix(scheme.size());
    const auto end = std::min(target.find_first_of("/?"), target.size());
    parsed.authority = target.substr(0, end);
    if (parsed.authority->empty() || parsed.authority->contains('@')) return malformed;
    target.remove_prefix(end);
    break;
  }
  const auto path_size = std::min(target.find('?'), target.size());
  auto path = target.substr(0, path_size);
  parsed.query = target.substr(std::min(path_size + 1, target.size()));
  if (parsed.authority && path.empty()) path = "/";
  if (!path.starts_with('/') && path != "*") return malformed;

  auto decoded = percent_decode(path);
  if (!decoded || std::ranges::any_of(*decoded, is_control)) return malformed;
  parsed.path = std::move(*decoded);
  return parsed;
}

}  // namespace poolhouse::http
