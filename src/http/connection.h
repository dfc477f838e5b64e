// One client's connection: reads requests, has them answered, writes the answers, one at a time and in
// order. Private to the room.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "http/asio.h"
#include "http/server.h"

namespace poolhouse::http {

// What the connections of a server share. Outlives them.
struct Service {
  Service(const ServerOptions& server_options, Router request_router, const Clock& wall_clock,
          Random& randomness, Log& server_log, Metrics& metrics);

  const ServerOptions options;
  const Router router;
  const Clock& clock;
  Random& random;
  Log& log;
  const CounterFamily requests;
  const Histogram request_seconds;
  const CounterFamily refusals;
  std::atomic<bool> draining = false;
  // See ServerOptions::large_bodies_bytes_max.
  std::atomic<std::size_t> large_bodies_bytes = 0;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  explicit Connection(Service& service) : service_(service) {}
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Serves until the connection is closed.
  [[nodiscard]] virtual Awaitable<void> serve() = 0;
  [[nodiscard]] virtual Strand strand() = 0;

  // The three ways to end a connection from outside, from any thread: when what it waits for is overdue;
  // when it is idle; now.
  void end_if_overdue();
  void end_if_idle();
  void end();

  // Since when it has been waiting for its client, in milliseconds of the monotonic clock; nothing while the
  // client waits for us. From any thread.
  [[nodiscard]] std::optional<std::int64_t> waiting_since() const;
  // Unless the client has said something in between.
  void end_if_waiting_since(std::int64_t seen);

 protected:
  // What the connection waits for; decides what becomes of it when that takes too long.
  enum class Phase { handshake, idle, header, body, handling, writing, closing };

  // Waits anew, for as long as the phase may take.
  void enter(Phase phase);
  // Goes on waiting, under the deadline of the phase before.
  void turn_to(Phase phase) { phase_ = phase; }
  // To end, with no request begun: what has not been read counts as begun.
  [[nodiscard]] bool ends_here();
  [[nodiscard]] virtual Socket& socket() = 0;

  Service& service_;
  // Only on the strand.
  Phase phase_ = Phase::handshake;
  bool overdue_ = false;
  bool ending_ = false;

 private:
  [[nodiscard]] Duration allowance(Phase phase) const;

  static constexpr std::int64_t kNever = INT64_MAX;
  // Milliseconds of the monotonic clock; read by those who look at all connections.
  std::atomic<std::int64_t> deadline_ = kNever;
  std::atomic<std::int64_t> waiting_since_ = kNever;
};

// Milliseconds of the monotonic clock.
[[nodiscard]] std::int64_t steady_ms();

// The first whole number of steps from `start` that is after `now`.
[[nodiscard]] std::chrono::steady_clock::time_point next_step(std::chrono::steady_clock::time_point start,
                                                              std::chrono::steady_clock::duration step,
                                                              std::chrono::steady_clock::time_point now);

[[nodiscard]] std::shared_ptr<Connection> make_connection(Service& service, Socket socket);
[[nodiscard]] std::shared_ptr<Connection> make_connection(Service& service, Socket socket,
                                                          asio::ssl::context& tls);

}  // namespace poolhouse::http
