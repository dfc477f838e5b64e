// The HTTP floor: the listener that serves Poolhouse, with nothing behind it.
//
//   echo PORT       POST /echo?bytes=N reads its body and answers with N bytes; GET /readyz answers ok
//
// Threads, limits, access log and metrics are those of `poolhouse serve`.
#include <charconv>
#include <csignal>
#include <cstdio>
#include <string>
#include <thread>

#include "base/log.h"
#include "base/metrics.h"
#include "crypto/system_random.h"
#include "http/server.h"

namespace {

using namespace poolhouse;

// Echoes are of the sizes of real answers; this is only a bound.
constexpr std::size_t kBytesMax = 1 << 20;

Task<http::Response> ready(http::Request) { co_return http::Response::text(200, "ok\n"); }

Task<http::Response> echo(http::Request request) {
  std::size_t bytes = 0;
  const auto digits = std::string_view(request.query).substr(request.query.find('=') + 1);
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), bytes);
  if (parsed.ec != std::errc() || bytes > kBytesMax) co_return http::Response::empty(400);
  auto response = http::Response::json(200, std::string(bytes, 'x'));
  response.headers.add("x-amzn-RequestId", request.request_id);
  response.log_fields.emplace_back("operation", "echo");
  co_return response;
}

}  // namespace

int main(int count, char** arguments) {
  std::uint16_t port = 0;
  const std::string_view text = count == 2 ? arguments[1] : "";
  if (std::from_chars(text.data(), text.data() + text.size(), port).ec != std::errc() || port == 0) {
    std::fputs("usage: echo PORT\n", stderr);
    return 2;
  }
  // Blocked before the threads start, so that the wait below is the one to hear them.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  const SystemClock clock;
  crypto::SystemRandom random;
  Log log(LogFormat::json, LogLevel::info, clock);
  Metrics metrics;
  http::EventLoop loop(std::max(1U, std::thread::hardware_concurrency()));
  http::Router router;
  router.add({.method = "GET", .pattern = "/readyz", .handler = ready});
  router.add({.method = "POST", .pattern = "/echo", .handler = echo, .cors = http::Cors{}});
  http::Server server({.listen_port = port}, std::move(router), loop, clock, random, log, metrics);
  server.start();
  int signal = 0;
  sigwait(&ends, &signal);
}
