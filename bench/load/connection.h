// One keep-alive HTTP connection on a blocking socket.
//
// A socket and 60 lines rather than libcurl, whose own cost is several times that of the listener that is
// measured; bench/report.md shows both ("The driver").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace poolhouse::bench {

struct Answer {
  int status = 0;
  std::string body;
};

class Connection {
 public:
  // To 127.0.0.1. Throws std::system_error when nobody listens.
  explicit Connection(std::uint16_t port);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Sends `request`, head and body, and reads the answer to it. Throws std::runtime_error when the
  // connection ends before.
  Answer exchange(std::string_view request);

 private:
  void send(std::string_view bytes);
  void receive();

  int socket_;
  std::string received_;
};

}  // namespace poolhouse::bench
