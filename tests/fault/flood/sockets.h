// Many keep-alive connections of one thread, without blocking: bytes out, whole answers in.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace poolhouse::flood {

using Clock = std::chrono::steady_clock;

struct Answer {
  int status = 0;  // 0: the server closed the connection, or it could not be made
  std::string body;
};

class Sockets {
 public:
  // `answered(connection, answer)` is called from `wait`, once for each request.
  Sockets(std::uint16_t port, std::function<void(std::size_t, Answer)> answered);
  ~Sockets();
  Sockets(const Sockets&) = delete;
  Sockets& operator=(const Sockets&) = delete;

  // Connects once more and gives the new connection's number. Throws std::system_error.
  std::size_t open();
  // One request at a time on a connection. One that the server has closed is made again.
  void send(std::size_t connection, std::string_view request);
  // Until `until`, or something was answered, or `wake` was called.
  void wait(Clock::time_point until);
  // From any thread.
  void wake();

 private:
  struct Connection {
    int socket = -1;
    std::string out;
    std::string in;
    bool waits = false;
  };

  int connect() const;
  void watch(std::size_t connection);
  void ready(std::size_t connection, std::uint32_t events);
  void flush(Connection& connection);
  void fail(std::size_t connection);

  std::uint16_t port_;
  std::function<void(std::size_t, Answer)> answered_;
  int poll_;
  int wake_;
  std::vector<Connection> connections_;
};

}  // namespace poolhouse::flood
