#include "store/tcp_proxy.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace poolhouse::store {
namespace {

// How soon a waiting thread notices that the test has changed its mind.
constexpr int kLookUpMs = 5;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  ~Socket() { ::close(fd_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  // Empty at the end.
  std::string_view receive() {
    const auto size = ::recv(fd_, buffer_.data(), buffer_.size(), 0);
    return {buffer_.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
  }
  void send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto size = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (size <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(size));
    }
  }
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
  std::array<char, 65536> buffer_{};
};

}  // namespace

TcpProxy::TcpProxy(std::uint16_t server, Judge judge)
    : server_(server), judge_(std::move(judge)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  auto address = loopback(0);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
      ::listen(listener_, 16) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("the proxy cannot listen");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::jthread([this] { accept_all(); });
}

TcpProxy::~TcpProxy() {
  closing_ = true;
  acceptor_.join();
  connections_.clear();
  ::close(listener_);
}

std::string TcpProxy::lead_here(std::string url) const {
  const auto server = fmt::format("127.0.0.1:{}", server_);
  return url.replace(url.find(server), server.size(), fmt::format("127.0.0.1:{}", port_));
}

void TcpProxy::accept_all() {
  while (!closing_) {
    pollfd waiting{.fd = listener_, .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, kLookUpMs) <= 0) continue;
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    if (away_) {
      ::close(client);
    } else {
      connections_.emplace_back([this, client] { carry(client); });
    }
  }
}

void TcpProxy::carry(int client_fd) const {
  Socket client(client_fd);
  Socket server(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto address = loopback(server_);
  if (::connect(server.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return;
  while (!closing_ && !away_) {
    std::array<pollfd, 2> ends{{{.fd = client.fd(), .events = POLLIN, .revents = 0},
                                {.fd = server.fd(), .events = POLLIN, .revents = 0}}};
    if (::poll(ends.data(), ends.size(), kLookUpMs) <= 0) continue;
    if (ends[1].revents != 0) {
      const auto bytes = server.receive();
      if (bytes.empty()) return;
      client.send(bytes);
    }
    if (ends[0].revents == 0) continue;
    const auto bytes = client.receive();
    if (bytes.empty()) return;
    switch (judge_(bytes)) {
      case Verdict::pass:
        server.send(bytes);
        break;
      case Verdict::cut_before:
        return;
      case Verdict::cut_after:
        server.send(bytes);
        server.receive();
        return;
      case Verdict::silence:
        break;
    }
  }
}

}  // namespace poolhouse::store
