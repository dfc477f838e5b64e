#include "http/server.h"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <exception>
#include <filesystem>
#include <iterator>
#include <mutex>
#include <ranges>
#include <stdexcept>
#include <system_error>
#include <unordered_set>
#include <utility>
#include <vector>

#include "http/connection.h"
#include "http/event_loop_core.h"
#include "http/refusal.h"
#include "http/tls.h"
#include "http/wire_form.h"

namespace poolhouse::http {
namespace {

using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Strand>;
using asio::ip::tcp;

// Without a free descriptor an accept fails at once and would again: wait for connections to end.
constexpr Duration kAcceptPause = std::chrono::milliseconds(50);
// For what ends by itself at once, unless the threads are held up.
constexpr Duration kEndingPatience = std::chrono::milliseconds(250);

// How many connections are ended at a time to make room: looking at all of them for each new one would cost
// more than to serve it.
constexpr std::size_t kGiveWayAtOnce = 64;
constexpr Duration kGiveWayPause = std::chrono::milliseconds(20);

// What this process has open: the database, the log, the listener.
std::size_t open_descriptors() {
  std::error_code ec;
  std::filesystem::directory_iterator descriptors("/proc/self/fd", ec);
  return ec ? 0 : static_cast<std::size_t>(std::distance(begin(descriptors), end(descriptors)));
}

// Raises the process's limit of open files to what it may be, and leaves some for what the database will
// still open.
std::size_t connections_allowed(std::size_t wanted) {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return wanted;
  if (files.rlim_cur < files.rlim_max) {
    const rlimit raised{files.rlim_max, files.rlim_max};
    if (::setrlimit(RLIMIT_NOFILE, &raised) == 0) files = raised;
  }
  const std::size_t open_max = files.rlim_cur;
  const auto taken = open_descriptors() + std::min(kDescriptorsKeptBack, open_max / 4);
  return std::min(wanted, std::max(open_max, taken + 1) - taken);
}

// Often enough that a connection overstays its time by a quarter of it at most.
Duration sweep_period(const ServerOptions& options) {
  const auto shortest =
      std::min({options.header_timeout, options.body_timeout, options.idle_timeout, options.write_timeout});
  return std::clamp(shortest / 4, Duration(5), Duration(500));
}

std::shared_ptr<asio::ssl::context> load_tls(const ServerOptions& options) {
  if (options.tls_certificate_file.empty() != options.tls_key_file.empty()) {
    throw std::runtime_error("TLS needs a certificate file and a key file");
  }
  if (options.tls_certificate_file.empty()) return nullptr;
  return load_tls_context(options.tls_certificate_file, options.tls_key_file);
}

}  // namespace

class Server::Core : public std::enable_shared_from_this<Core> {
 public:
  Core(const ServerOptions& options, Router router, EventLoop& loop, const Clock& clock, Random& random,
       Log& log, Metrics& metrics)
      : service_(options, std::move(router), clock, random, log, metrics),
        loop_(loop),
        tls_(load_tls(options)),
        connections_max_(options.connections_max),
        acceptor_(asio::make_strand(loop.core().context)),
        gauge_(metrics.gauge("poolhouse_http_connections", "Open connections.",
                             [this] { return static_cast<double>(connections()); })) {}

  void start() {
    connections_max_ = connections_allowed(service_.options.connections_max);
    if (connections_max_ < service_.options.connections_max) {
      service_.log.warning("fewer connections than configured: the limit of open files is too low",
                           {{"connections_max", connections_max_}});
    }
    listen();
    accepting_ = true;
    asio::co_spawn(
        acceptor_.get_executor(), accept_connections(shared_from_this()),
        [core = shared_from_this()](const std::exception_ptr& failure) { core->stopped_accepting(failure); });
    sweep_ = loop_.every(sweep_period(service_.options), [this] { end_overdue(); });
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }

  std::expected<void, std::string> reload_certificates() {
    try {
      auto loaded = load_tls(service_.options);
      const std::scoped_lock lock(mutex_);
      tls_ = std::move(loaded);
      return {};
    } catch (const std::runtime_error& fault) {
      return std::unexpected(fault.what());
    }
  }

  bool drain(Duration deadline) {
    const auto until = std::chrono::steady_clock::now() + deadline;
    service_.draining = true;
    asio::post(acceptor_.get_executor(), [core = shared_from_this()] { core->stop_accepting(); });
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::max(deadline, kEndingPatience), [this] { return !accepting_; });
    for (const auto& connection : connections_) connection->end_if_idle();
    const auto done = [this] { return connections_.empty(); };
    if (changed_.wait_until(lock, until, done)) return true;
    for (const auto& connection : connections_) connection->end();
    return changed_.wait_for(lock, kEndingPatience, done);
  }

  // Nothing of this object runs by itself any more, except the connections that are left.
  void detach() {
    sweep_ = {};
    gauge_ = {};
  }

 private:
  void listen() {
    const auto& options = service_.options;
    try {
      const tcp::endpoint endpoint(asio::ip::make_address(options.listen_address), options.listen_port);
      acceptor_.open(endpoint.protocol());
      acceptor_.set_option(tcp::acceptor::reuse_address(true));
      acceptor_.bind(endpoint);
      acceptor_.listen();
      port_ = acceptor_.local_endpoint().port();
    } catch (const boost::system::system_error& fault) {
      throw std::system_error(
          static_cast<std::error_code>(fault.code()),
          "cannot listen on " + options.listen_address + " port " + std::to_string(options.listen_port));
    }
  }

  std::size_t connections() {
    const std::scoped_lock lock(mutex_);
    return connections_.size();
  }

  static Awaitable<void> accept_connections(std::shared_ptr<Core> core) {
    auto& acceptor = core->acceptor_;
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                               Strand>
        pause(acceptor.get_executor());
    for (;;) {
      const auto strand = asio::make_strand(core->loop_.core().context);
      auto [ec, socket] = co_await acceptor.async_accept(strand, kAwait);
      if (!ec) core->admit(std::move(socket));
      if (!acceptor.is_open()) co_return;
      if (!ec || ec == asio::error::connection_aborted) continue;
      core->log_sometimes("cannot accept connections", ec.message());
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(kAwait);
    }
  }

  // Whoever has connected by now is still served.
  void stop_accepting() {
    error_code ec;
    if (!acceptor_.is_open()) return;
    acceptor_.non_blocking(true, ec);
    for (;;) {
      auto socket = acceptor_.accept(asio::make_strand(loop_.core().context), ec);
      if (ec) break;
      admit(std::move(socket));
    }
    acceptor_.close(ec);
  }

  void stopped_accepting(const std::exception_ptr& failure) {
    try {
      if (failure) std::rethrow_exception(failure);
    } catch (const std::exception& cause) {
      service_.log.error("stopped accepting connections", {{"cause", cause.what()}});
    }
    const std::scoped_lock lock(mutex_);
    accepting_ = false;
    changed_.notify_all();
  }

  void admit(Socket socket) {
    make_room();
    // Only this strand adds connections, so that there is still room when the lock is taken again.
    if (connections() >= connections_max_) return turn_away(std::move(socket));
    std::shared_ptr<Connection> connection;
    {
      const std::scoped_lock lock(mutex_);
      connection = tls_ ? make_connection(service_, std::move(socket), *tls_)
                        : make_connection(service_, std::move(socket));
      connections_.insert(connection);
    }
    asio::co_spawn(connection->strand(), serve(connection),
                   [core = shared_from_this(), connection](const std::exception_ptr& failure) {
                     core->ended(connection, failure);
                   });
  }

  // Ahead of need, because it takes a moment until a connection is gone.
  void make_room() {
    const auto spare = std::min(kGiveWayAtOnce, connections_max_ / 8);
    const auto now = steady_ms();
    const std::scoped_lock lock(mutex_);
    if (connections_.size() + spare < connections_max_ || now < make_room_at_) return;
    make_room_at_ = now + kGiveWayPause.count();
    using Waiting = std::pair<std::int64_t, Connection*>;
    std::vector<Waiting> waiting;
    for (const auto& connection : connections_) {
      const auto since = connection->waiting_since();
      if (since && now - *since >= service_.options.gives_way_after.count()) {
        waiting.emplace_back(*since, connection.get());
      }
    }
    const auto count = std::min(waiting.size(), std::max<std::size_t>(spare, 1));
    const auto end = waiting.begin() + static_cast<std::ptrdiff_t>(count);
    std::ranges::nth_element(waiting, end, {}, &Waiting::first);
    for (const auto& [since, connection] : std::ranges::subrange(waiting.begin(), end)) {
      connection->end_if_waiting_since(since);
    }
    if (count == 0) return;
    service_.refusals.with({"gave_way"}).add(static_cast<double>(count));
    log_sometimes("connections closed to make room", "the clients have been silent for longest");
  }

  static Awaitable<void> serve(std::shared_ptr<Connection> connection) { co_await connection->serve(); }

  // Without waiting: there may be many of them.
  void turn_away(Socket socket) {
    service_.refusals.with({name_of(Refusal::too_many_connections)}).add();
    log_sometimes("connection refused", name_of(Refusal::too_many_connections));
    error_code ec;
    socket.non_blocking(true, ec);
    if (service_.options.tls_certificate_file.empty()) {
      const auto answer = wire_form(answer_to(Refusal::too_many_connections), KeepAlive::no, Body::sent,
                                    service_.clock.now());
      socket.write_some(asio::buffer(answer), ec);
      socket.shutdown(Socket::shutdown_send, ec);
      // Unread bytes would make the close a reset, which may overtake the answer.
      std::array<char, 4096> unread;
      socket.read_some(asio::buffer(unread), ec);
    }
    socket.close(ec);
  }

  void ended(const std::shared_ptr<Connection>& connection, const std::exception_ptr& failure) {
    try {
      if (failure) std::rethrow_exception(failure);
    } catch (const std::exception& cause) {
      service_.log.error("a connection failed", {{"cause", cause.what()}});
    }
    const std::scoped_lock lock(mutex_);
    connections_.erase(connection);
    if (connections_.empty()) changed_.notify_all();
  }

  void end_overdue() {
    const std::scoped_lock lock(mutex_);
    for (const auto& connection : connections_) connection->end_if_overdue();
  }

  // What strangers can cause by the thousand is logged once a second. Only on the acceptor's strand.
  void log_sometimes(std::string_view message, std::string_view cause) {
    const auto now = std::chrono::steady_clock::now();
    if (now < quiet_until_) return;
    quiet_until_ = now + std::chrono::seconds(1);
    service_.log.warning(message, {{"cause", cause}});
  }

  Service service_;
  EventLoop& loop_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // Under the mutex.
  std::shared_ptr<asio::ssl::context> tls_;
  std::unordered_set<std::shared_ptr<Connection>> connections_;
  std::int64_t make_room_at_ = 0;
  bool accepting_ = false;

  std::size_t connections_max_;
  Acceptor acceptor_;
  std::uint16_t port_ = 0;
  std::chrono::steady_clock::time_point quiet_until_;
  Timer sweep_;
  GaugeRegistration gauge_;
};

Server::Server(const ServerOptions& options, Router router, EventLoop& loop, const Clock& clock,
               Random& random, Log& log, Metrics& metrics)
    : core_(std::make_shared<Core>(options, std::move(router), loop, clock, random, log, metrics)) {}

Server::~Server() {
  static_cast<void>(drain(Duration::zero()));
  core_->detach();
}

void Server::start() { core_->start(); }
std::uint16_t Server::port() const { return core_->port(); }
std::expected<void, std::string> Server::reload_certificates() { return core_->reload_certificates(); }
bool Server::drain(Duration deadline) { return core_->drain(deadline); }

}  // namespace poolhouse::http
