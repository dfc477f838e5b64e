// A small blocking client on raw sockets, so that the tests see the bytes.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace poolhouse::http::test {

// A whole answer, by its Content-Length.
struct Answer {
  int status = 0;
  std::string head;
  std::string body;

  [[nodiscard]] bool has(std::string_view header_line) const {
    return head.contains("\r\n" + std::string(header_line) + "\r\n");
  }
};

inline std::string post(std::string_view path, std::string_view body, std::string_view more_headers = "") {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(more_headers) + "\r\n" + std::string(body);
}

class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    // A server that hangs fails the test instead of blocking it.
    const timeval patience{5, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the sockets API
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      ::close(socket_);
      throw std::runtime_error("cannot connect");
    }
  }
  virtual ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // How many bytes may be on their way unread before `send` waits; the kernel takes it as a hint.
  void limit_unsent(int bytes) { ::setsockopt(socket_, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes); }
  // How much could be sent; less when the server has reset the connection.
  virtual std::size_t send(std::string_view bytes) {
    return static_cast<std::size_t>(
        std::max<ssize_t>(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL), 0));
  }
  // 0 at the end of the stream.
  virtual std::size_t receive(char* into, std::size_t size) {
    const auto n = ::recv(socket_, into, size, 0);
    if (n < 0)
      throw std::runtime_error(errno == EAGAIN ? "the server is silent" : "the connection was reset");
    return static_cast<std::size_t>(n);
  }

  // Reads one answer, leaving what follows it. `bodyless`: to HEAD, and for 100.
  Answer read_answer(bool bodyless = false) {
    Answer answer;
    std::size_t end = 0;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos) more();
    answer.head = received_.substr(0, end + 2);
    received_.erase(0, end + 4);
    answer.status = std::stoi(answer.head.substr(9, 3));
    std::size_t size = 0;
    if (const auto at = answer.head.find("Content-Length: "); at != std::string::npos && !bodyless) {
      size = std::stoul(answer.head.substr(at + 16));
    }
    while (received_.size() < size) more();
    answer.body = received_.substr(0, size);
    received_.erase(0, size);
    return answer;
  }
  Answer ask(std::string_view request) {
    send(request);
    return read_answer();
  }

  // Whether the server closed the connection in an orderly way with nothing more said.
  bool is_closed() {
    std::array<char, 256> rest{};
    return received_.empty() && receive(rest.data(), rest.size()) == 0;
  }

 protected:
  [[nodiscard]] int descriptor() const { return socket_; }

 private:
  void more() {
    std::array<char, 65536> part;
    const auto n = receive(part.data(), part.size());
    if (n == 0) throw std::runtime_error("closed after: " + received_);
    received_.append(part.data(), n);
  }

  int socket_;
  std::string received_;
};

}  // namespace poolhouse::http::test
