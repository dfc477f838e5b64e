#include "sockets.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <system_error>
#include <utility>

namespace poolhouse::flood {
namespace {

constexpr std::uint64_t kWake = UINT64_MAX;
constexpr int kEventsMax = 256;

// The whole answer at the start of `bytes`, and how long it is.
std::optional<std::pair<Answer, std::size_t>> parse(std::string_view bytes) {
  constexpr std::string_view kLength = "\r\nContent-Length: ";
  const auto head_end = bytes.find("\r\n\r\n");
  if (head_end == std::string_view::npos) return std::nullopt;
  const auto head = bytes.substr(0, head_end);
  Answer answer;
  std::from_chars(head.data() + 9, head.data() + 12, answer.status);
  std::size_t length = 0;
  if (const auto at = head.find(kLength); at != std::string_view::npos) {
    std::from_chars(head.data() + at + kLength.size(), head.data() + head.size(), length);
  }
  const auto size = head_end + 4 + length;
  if (bytes.size() < size) return std::nullopt;
  answer.body = bytes.substr(head_end + 4, length);
  return std::pair(std::move(answer), size);
}

[[noreturn]] void fail_with(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

Sockets::Sockets(std::uint16_t port, std::function<void(std::size_t, Answer)> answered)
    : port_(port),
      answered_(std::move(answered)),
      poll_(::epoll_create1(EPOLL_CLOEXEC)),
      wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  epoll_event event{.events = EPOLLIN, .data = {.u64 = kWake}};
  if (poll_ < 0 || wake_ < 0 || ::epoll_ctl(poll_, EPOLL_CTL_ADD, wake_, &event) != 0) fail_with("epoll");
}

Sockets::~Sockets() {
  for (const auto& connection : connections_) {
    if (connection.socket >= 0) ::close(connection.socket);
  }
  ::close(wake_);
  ::close(poll_);
}

int Sockets::connect() const {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port_);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int yes = 1;
  if (socket < 0 || ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) != 0 ||
      ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    fail_with("cannot connect");
  }
  return socket;
}

void Sockets::watch(std::size_t connection) {
  epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLET, .data = {.u64 = connection}};
  if (::epoll_ctl(poll_, EPOLL_CTL_ADD, connections_[connection].socket, &event) != 0) fail_with("epoll_ctl");
}

std::size_t Sockets::open() {
  const auto number = connections_.size();
  connections_.push_back({.socket = connect(), .out = {}, .in = {}});
  watch(number);
  return number;
}

void Sockets::send(std::size_t number, std::string_view request) {
  auto& connection = connections_[number];
  if (connection.socket < 0) {
    connection.socket = connect();
    watch(number);
  }
  connection.out = request;
  connection.waits = true;
  flush(connection);
}

void Sockets::flush(Connection& connection) {
  while (!connection.out.empty()) {
    const auto sent =
        ::send(connection.socket, connection.out.data(), connection.out.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) return;  // not now, or the end of the connection: the events will say
    connection.out.erase(0, static_cast<std::size_t>(sent));
  }
}

void Sockets::fail(std::size_t number) {
  auto& connection = connections_[number];
  ::close(connection.socket);
  connection.socket = -1;
  connection.in.clear();
  connection.out.clear();
  if (std::exchange(connection.waits, false)) answered_(number, {});
}

void Sockets::ready(std::size_t number, std::uint32_t events) {
  auto& connection = connections_[number];
  if (connection.socket < 0) return;
  if ((events & EPOLLOUT) != 0) flush(connection);
  std::array<char, 16384> part;
  for (;;) {
    const auto size = ::recv(connection.socket, part.data(), part.size(), MSG_DONTWAIT);
    if (size > 0) {
      connection.in.append(part.data(), static_cast<std::size_t>(size));
      continue;
    }
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
    return fail(number);
  }
  if (auto whole = parse(connection.in)) {
    connection.in.erase(0, whole->second);
    connection.waits = false;
    answered_(number, std::move(whole->first));
  }
}

void Sockets::wait(Clock::time_point until) {
  const auto left = std::max(until - Clock::now(), Clock::duration::zero());
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
  const timespec timeout{.tv_sec = seconds.count(), .tv_nsec = (left - seconds).count()};
  std::array<epoll_event, kEventsMax> events;
  const int count = ::epoll_pwait2(poll_, events.data(), kEventsMax, &timeout, nullptr);
  for (int i = 0; i < count; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    if (event.data.u64 == kWake) {
      std::uint64_t ignored = 0;
      while (::read(wake_, &ignored, sizeof ignored) > 0) {
      }
    } else {
      ready(event.data.u64, event.events);
    }
  }
}

void Sockets::wake() {
  const std::uint64_t one = 1;
  if (::write(wake_, &one, sizeof one) < 0) return;  // full: it wakes anyhow
}

}  // namespace poolhouse::flood
