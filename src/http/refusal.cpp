#include "http/refusal.h"

#include <algorithm>
#include <array>
#include <string>

namespace poolhouse::http {
namespace {

struct Row {
  Refusal refusal;
  int status;
  std::string_view name;
  std::string_view message;
};

// In the order of the enum. The messages name the rule and echo nothing the client sent.
constexpr std::array kRows = {
    Row{Refusal::malformed, 400, "malformed", "The request is not well-formed HTTP/1.1."},
    Row{Refusal::plain_http_to_tls, 400, "plain_http_to_tls", "This port speaks HTTPS only."},
    Row{Refusal::header_timeout, 408, "header_timeout", "The header of the request took too long."},
    Row{Refusal::body_timeout, 408, "body_timeout", "The body of the request took too long."},
    Row{Refusal::body_too_large, 413, "body_too_large", "The body of the request is too large."},
    Row{Refusal::expectation, 417, "expectation", "The only expectation known here is 100-continue."},
    Row{Refusal::header_too_large, 431, "header_too_large", "The header of the request is too large."},
    Row{Refusal::handler_failed, 500, "handler_failed", "The server could not answer the request."},
    Row{Refusal::transfer_coding, 501, "transfer_coding", "The only transfer coding known here is chunked."},
    Row{Refusal::busy, 503, "busy", "The server has too much to do."},
    Row{Refusal::bodies_too_large, 503, "bodies_too_large", "The server receives too many large requests."},
    Row{Refusal::too_many_connections, 503, "too_many_connections", "The server has too many connections."},
    Row{Refusal::version, 505, "version", "The server speaks HTTP/1.1 and HTTP/1.0."},
};
static_assert(std::ranges::is_sorted(kRows, {}, &Row::refusal));

constexpr const Row& row_of(Refusal refusal) { return kRows[static_cast<std::size_t>(refusal)]; }
static_assert(row_of(Refusal::version).refusal == Refusal::version);

}  // namespace

std::string_view name_of(Refusal refusal) { return row_of(refusal).name; }

Response answer_to(Refusal refusal) {
  const auto& row = row_of(refusal);
  auto response = Response::json(row.status, R"({"message":")" + std::string(row.message) + R"("})");
  // Seconds; the shortest that can be said.
  if (row.status == 503) response.headers.add("Retry-After", "1");
  return response;
}

}  // namespace poolhouse::http
