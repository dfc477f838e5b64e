// A network between a store and its PostgreSQL that breaks where a test wants it to.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace poolhouse::store {

class TcpProxy {
 public:
  // What becomes of some bytes that a client sent.
  enum class Verdict {
    pass,
    cut_before,  // the server never sees them; the connection breaks
    cut_after,   // the server answers them; the client never hears it, the connection breaks
    silence,     // the server never sees them, and nothing breaks
  };
  using Judge = std::function<Verdict(std::string_view)>;

  // Leads to 127.0.0.1:`server`. `judge` is called from any thread.
  TcpProxy(std::uint16_t server, Judge judge);
  ~TcpProxy();
  TcpProxy(const TcpProxy&) = delete;
  TcpProxy& operator=(const TcpProxy&) = delete;

  // `url` with this in place of the server.
  [[nodiscard]] std::string lead_here(std::string url) const;
  // As long as the server is away new connections are closed at once and old ones broken.
  void server_is_away(bool away) { away_ = away; }

 private:
  void accept_all();
  void carry(int client) const;

  const std::uint16_t server_;
  const Judge judge_;
  std::uint16_t port_ = 0;
  int listener_;
  std::atomic<bool> away_ = false;
  std::atomic<bool> closing_ = false;
  std::vector<std::jthread> connections_;
  std::jthread acceptor_;
};

}  // namespace poolhouse::store
