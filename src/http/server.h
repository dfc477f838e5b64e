// The HTTP room: listener, TLS, limits, router, access log.
//
// It owns sockets, the HTTP/1.1 grammar and every bound a stranger could push against, and is the only
// place that sees Asio and Beast. It knows nothing of AWS, OAuth or users: what it serves is a Router of
// handlers. Its tests speak to it over real sockets.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>

#include "base/log.h"
#include "base/metrics.h"
#include "base/random.h"
#include "base/time.h"
#include "http/event_loop.h"
#include "http/router.h"

namespace poolhouse::http {

// Open files that are not for connections where the process may open so many: the database, the log, whoever
// is told 503.
inline constexpr std::size_t kDescriptorsKeptBack = 128;

struct ServerOptions {
  // An IPv4 or IPv6 address. Port 0 takes a free one (see `Server::port`).
  std::string listen_address = "127.0.0.1";
  std::uint16_t listen_port = 0;

  // PEM files; both or neither. With them the port speaks HTTPS only.
  std::string tls_certificate_file = {};
  std::string tls_key_file = {};

  // Larger: 431.
  std::size_t header_bytes_max = std::size_t{16} * 1024;
  std::size_t header_fields_max = 100;
  // Larger: 413. A route can have a limit of its own.
  std::size_t body_bytes_max = std::size_t{1024} * 1024;
  // Of all bodies beyond their first 16 KiB, while their requests are not answered. More: 503, so that
  // thousands of clients who each send most of a large body cannot fill the memory.
  std::size_t large_bodies_bytes_max = std::size_t{128} * 1024 * 1024;

  // From the first byte of a request (for the first one: from the connection, TLS handshake included) to
  // the end of its header; then to the end of its body. Later: 408.
  Duration header_timeout = std::chrono::seconds(10);
  Duration body_timeout = std::chrono::seconds(30);
  // Between two requests, and for a client to take an answer: the connection is closed.
  Duration idle_timeout = std::chrono::seconds(60);
  Duration write_timeout = std::chrono::seconds(30);

  // One more is told 503 and closed. `start` raises the soft limit of open files; this is lowered when the
  // process may not open that many descriptors, so that the database and the log always find one.
  std::size_t connections_max = 10'000;
  // When nearly as many are open, those that have waited longest for their clients, and at least so long,
  // are closed to make room: whoever holds connections without using them cannot keep others out.
  Duration gives_way_after = std::chrono::seconds(1);
};

// Requests of one connection are answered strictly in order, one at a time. Each is logged and counted.
class Server {
 public:
  // The references must outlive the server, and `loop` everything a handler waits for.
  // Throws std::runtime_error when the certificate files cannot be used.
  Server(const ServerOptions& options, Router router, EventLoop& loop, const Clock& clock, Random& random,
         Log& log, Metrics& metrics);
  // Drains without waiting for what runs.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Binds and listens. Throws std::system_error when it cannot.
  void start();
  // The port that is bound. Only after `start`.
  [[nodiscard]] std::uint16_t port() const;

  // Reads the certificate files again, for new connections. When they cannot be used, says why, and the
  // old ones stay. Nothing to do without TLS.
  [[nodiscard]] std::expected<void, std::string> reload_certificates();

  // Stops accepting, closes idle connections, lets requests that have begun finish with
  // `Connection: close`, and cuts what remains at the deadline. Blocks: not from an I/O thread. False when
  // handlers are still running: end the process then, for they use objects about to be destroyed.
  [[nodiscard]] bool drain(Duration deadline);

 private:
  class Core;
  std::shared_ptr<Core> core_;
};

}  // namespace poolhouse::http
