#include "load/connection.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <system_error>

namespace poolhouse::bench {
namespace {

constexpr std::string_view kLength = "\r\nContent-Length: ";

// The number at the start of `text`.
template <class Number>
Number number_at(std::string_view text) {
  Number number{};
  if (std::from_chars(text.data(), text.data() + text.size(), number).ec != std::errc()) {
    throw std::runtime_error("the server's answer is not HTTP/1.1 with a Content-Length");
  }
  return number;
}

}  // namespace

Connection::Connection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int yes = 1;
  if (socket_ < 0 || ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) != 0 ||
      ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const std::error_code cause(errno, std::generic_category());
    if (socket_ >= 0) ::close(socket_);
    throw std::system_error(cause, "cannot connect");
  }
}

Connection::~Connection() { ::close(socket_); }

Answer Connection::exchange(std::string_view request) {
  send(request);
  received_.clear();
  std::size_t head_end = std::string::npos;
  while ((head_end = received_.find("\r\n\r\n")) == std::string::npos) receive();
  const std::string_view head(received_.data(), head_end);
  const auto length_at = head.find(kLength);
  const auto length = length_at == std::string_view::npos
                          ? 0
                          : number_at<std::size_t>(head.substr(length_at + kLength.size()));
  Answer answer{.status = number_at<int>(head.substr(head.find(' ') + 1)), .body = {}};
  const auto body = head_end + 4;
  while (received_.size() < body + length) receive();
  answer.body = received_.substr(body, length);
  return answer;
}

void Connection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) throw std::system_error(errno, std::generic_category(), "cannot send");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void Connection::receive() {
  std::array<char, 16384> buffer;
  const auto size = ::recv(socket_, buffer.data(), buffer.size(), 0);
  if (size <= 0) throw std::runtime_error("the server closed the connection");
  received_.append(buffer.data(), static_cast<std::size_t>(size));
}

}  // namespace poolhouse::bench
