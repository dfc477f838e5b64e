#include "http/connection.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <expected>
#include <utility>
#include <variant>
#include <vector>

#include "base/too_busy.h"
#include "http/await_task.h"
#include "http/body_share.h"
#include "http/refusal.h"
#include "http/request_rules.h"
#include "http/tls.h"
#include "http/wire_form.h"

namespace poolhouse::http {
namespace {

using Steady = std::chrono::steady_clock;
using Parser = beast::http::request_parser<beast::http::string_body>;

// A browser's request fits; an idle connection holds no more than this.
constexpr std::size_t kReadSize = 4096;
constexpr std::size_t kBodyReadSize = std::size_t{16} * 1024;
// How long a refused client may go on sending before it is cut off.
constexpr Duration kClosingTimeout = std::chrono::seconds(1);

double seconds_since(Steady::time_point start) {
  return std::chrono::duration<double>(Steady::now() - start).count();
}

// A label's value comes from a closed set.
std::string_view method_label(std::string_view method) {
  constexpr std::array<std::string_view, 7> kKnown = {"GET",    "HEAD",    "POST", "PUT",
                                                      "DELETE", "OPTIONS", "PATCH"};
  const auto* const known = std::ranges::find(kKnown, method);
  return known == kKnown.end() ? "other" : *known;
}

Refusal refusal_for(const error_code& parser_error) {
  if (parser_error == beast::http::error::bad_version) return Refusal::version;
  if (parser_error == beast::http::error::header_limit) return Refusal::header_too_large;
  if (parser_error == beast::http::error::body_limit) return Refusal::body_too_large;
  return Refusal::malformed;
}

// Why a connection ends without a word: the peer went away, or nothing is owed to it.
struct Gone {};

// Either of two ways not to get a request.
using NoRequest = std::variant<Gone, Refusal>;

template <class Stream>
class StreamConnection final : public Connection {
 public:
  template <class... TlsContext>
  StreamConnection(Service& service, Socket socket, TlsContext&... tls)
      : Connection(service), stream_(std::move(socket), tls...), buffer_(buffer_max(service.options)) {}

  Awaitable<void> serve() override {
    error_code ec;
    const auto peer = socket().remote_endpoint(ec);
    if (ec) co_return;
    remote_address_ = peer.address().to_string();
    socket().set_option(asio::ip::tcp::no_delay(true), ec);
    if (!co_await shake_hands()) {
      if (!overdue_) co_await hang_up();
      co_return;
    }
    // The deadline of the handshake holds for the first header as well.
    turn_to(Phase::idle);
    while (co_await serve_request()) enter(Phase::idle);
    co_await close();
  }

  Strand strand() override { return stream_.get_executor(); }

 private:
  static constexpr bool kTls = std::is_same_v<Stream, TlsStream>;

  // Room for the largest header, or for one read of a body behind what is left of the last.
  static std::size_t buffer_max(const ServerOptions& options) {
    return options.header_bytes_max + kBodyReadSize + kReadSize;
  }

  Socket& socket() override {
    if constexpr (kTls) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }

  Awaitable<bool> shake_hands() {
    enter(Phase::handshake);
    if constexpr (kTls) {
      const auto [ec] = co_await stream_.async_handshake(TlsStream::server, kAwait);
      if (is_plain_http(ec)) {
        count_refusal(Refusal::plain_http_to_tls);
        const auto answer =
            wire_form(answer_to(Refusal::plain_http_to_tls), KeepAlive::no, Body::sent, service_.clock.now());
        enter(Phase::writing);
        co_await asio::async_write(socket(), asio::buffer(answer), kAwait);
      }
      co_return !ec;
    }
    co_return true;
  }

  // What the log says of a request, which itself goes to the handler.
  struct About {
    std::string method;
    std::string path;
    std::string request_id;
    Steady::time_point start;
  };

  struct Received {
    Request request;
    KeepAlive keep_alive = KeepAlive::no;
    Steady::time_point start;
    BodyShare body_share;
  };

  // Whether another request may follow.
  Awaitable<bool> serve_request() {
    auto received = co_await receive();
    if (!received) {
      if (const auto* const refusal = std::get_if<Refusal>(&received.error())) co_await refuse(*refusal);
      co_return false;
    }
    auto& request = received->request;
    const About about{request.method, request.path, request.request_id, received->start};
    enter(Phase::handling);
    served_any_ = true;
    // Not from the header's end: the time of its body is the client's to choose.
    const auto called = Steady::now();
    const auto response = co_await answer(std::move(request), about);
    received->body_share = {};
    if (response.sent_every > Duration::zero()) {
      asio::steady_timer step(strand(), next_step(called, response.sent_every, Steady::now()));
      co_await step.async_wait(kAwait);
    }

    const bool goes_on = received->keep_alive == KeepAlive::yes && !ending_ && !service_.draining.load();
    const auto keep_alive = goes_on ? KeepAlive::yes : KeepAlive::no;
    const auto body = about.method == "HEAD" ? Body::left_out : Body::sent;
    const bool written = co_await write(wire_form(response, keep_alive, body, service_.clock.now()));
    log_access(about, response);
    co_return written&& goes_on;
  }

  Awaitable<std::expected<Received, NoRequest>> receive() {
    auto scanner = HeaderScanner(service_.options.header_bytes_max, service_.options.header_fields_max);
    std::optional<std::size_t> header_size;
    // A request that was sent behind the last one has begun already.
    if (buffer_.size() > 0) enter(Phase::header);
    for (;;) {
      const auto scanned = scanner.scan(buffered());
      if (!scanned) co_return std::unexpected(scanned.error());
      header_size = *scanned;
      if (header_size) break;
      const bool began = buffer_.size() > 0;
      if (!co_await read_some(kReadSize)) {
        co_return std::unexpected(overdue_ && began ? NoRequest(Refusal::header_timeout) : Gone{});
      }
      if (!began) begin_header();
    }

    Received received;
    received.start = Steady::now();
    Parser parser;
    // The scanner bounded the header; the body's bound depends on the route and is applied below.
    parser.header_limit(static_cast<std::uint32_t>(service_.options.header_bytes_max));
    parser.body_limit(boost::none);
    error_code ec;
    parser.put({buffered().data() + scanner.begin(), *header_size - scanner.begin()}, ec);
    if (ec) co_return std::unexpected(refusal_for(ec));
    buffer_.consume(*header_size);

    auto& request = received.request;
    if (const auto refusal = take_header(parser, request)) co_return std::unexpected(*refusal);
    received.keep_alive = parser.keep_alive() ? KeepAlive::yes : KeepAlive::no;
    const auto version = parser.get().version() == 10 ? Version::http_1_0 : Version::http_1_1;
    const auto framing = framing_of(request.headers, version);
    if (!framing) co_return std::unexpected(framing.error());

    if (framing->has_body()) {
      const auto bytes_max = body_bytes_max(request);
      if (const auto fault = co_await receive_body(parser, *framing, bytes_max, received.body_share)) {
        co_return std::unexpected(*fault);
      }
      request.body = std::move(parser.get().body());
    }
    release_buffer();
    co_return received;
  }

  // Before the body is read: the fields of its trailer must not pass for header fields.
  std::optional<Refusal> take_header(const Parser& parser, Request& request) const {
    const auto& message = parser.get();
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    for (const auto& field : message) {
      request.headers.add(std::string(field.name_string()), std::string(field.value()));
    }
    auto target = parse_target(request.target);
    if (!target) return target.error();
    request.path = std::move(target->path);
    request.query = std::move(target->query);
    if (target->authority && request.headers.count("Host") == 1) {
      request.headers.set("Host", std::move(*target->authority));
    }
    request.remote_address = remote_address_;
    request.over_tls = kTls;
    request.request_id = service_.random.uuid();
    return std::nullopt;
  }

  std::size_t body_bytes_max(const Request& request) const {
    const auto* const route = service_.router.find(request.method, request.path);
    return route != nullptr && route->body_bytes_max > 0 ? route->body_bytes_max
                                                         : service_.options.body_bytes_max;
  }

  Awaitable<std::optional<NoRequest>> receive_body(Parser& parser, const Framing& framing,
                                                   std::size_t bytes_max, BodyShare& share) {
    if (framing.content_length > bytes_max) co_return Refusal::body_too_large;
    parser.body_limit(bytes_max);
    parser.eager(true);
    // Beast takes a line break inside a quoted extension, which a proxy may take for the end of the line.
    auto check_extension = [](std::uint64_t, beast::string_view extension, error_code& ec) {
      if (std::ranges::any_of(extension, is_control)) ec = beast::http::error::bad_chunk_extension;
    };
    parser.on_chunk_header(check_extension);
    enter(Phase::body);
    if (framing.expects_continue && buffer_.size() == 0) {
      static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
      const auto [ec, size] = co_await asio::async_write(stream_, asio::buffer(kContinue), kAwait);
      if (ec) co_return overdue_ ? NoRequest(Refusal::body_timeout) : Gone{};
    }
    // Chunks of one byte cost six, and their extensions come on top: a body's bound must hold for those too.
    auto raw_bytes_left = 8 * bytes_max + service_.options.header_bytes_max;
    for (;;) {
      if (buffer_.size() > 0) {
        error_code ec;
        const auto consumed = parser.put(buffer_.data(), ec);
        buffer_.consume(consumed);
        if (ec && ec != beast::http::error::need_more) co_return refusal_for(ec);
        if (!share.grow_to(parser.get().body().size(), service_.large_bodies_bytes,
                           service_.options.large_bodies_bytes_max)) {
          co_return Refusal::bodies_too_large;
        }
        if (parser.is_done()) co_return std::nullopt;
        // A chunk's header must be whole before it is read; none is longer than a request's.
        if (buffer_.size() > service_.options.header_bytes_max) co_return Refusal::malformed;
        if (consumed > raw_bytes_left) co_return Refusal::body_too_large;
        raw_bytes_left -= consumed;
      }
      if (!co_await read_some(kBodyReadSize)) {
        co_return overdue_ ? NoRequest(Refusal::body_timeout) : Gone{};
      }
    }
  }

  Awaitable<Response> answer(Request request, const About& about) {
    auto refusal = Refusal::handler_failed;
    std::string cause;
    try {
      auto response = co_await await_task(strand(), service_.router.handle(std::move(request)));
      if (response.status >= 200 && response.status <= 599) co_return response;
      cause = "a handler answered with the status " + std::to_string(response.status);
    } catch (const TooBusy&) {
      refusal = Refusal::busy;
    } catch (const std::exception& failure) {
      cause = failure.what();
    } catch (...) {
      cause = "something that is no std::exception";
    }
    if (refusal == Refusal::handler_failed) {
      service_.log.error("a handler failed",
                         {{"request_id", about.request_id}, {"path", about.path}, {"cause", cause}});
    }
    count_refusal(refusal);
    auto response = answer_to(refusal);
    const auto* const route = service_.router.find(about.method, about.path);
    if (route != nullptr && route->cors) add_cors_headers(*route->cors, response);
    co_return response;
  }

  Awaitable<void> refuse(Refusal refusal) {
    count_refusal(refusal);
    service_.log.info("request refused", {{"reason", name_of(refusal)}, {"remote", remote_address_}});
    co_await write(wire_form(answer_to(refusal), KeepAlive::no, Body::sent, service_.clock.now()));
  }

  Awaitable<bool> write(std::string bytes) {
    enter(Phase::writing);
    const auto [ec, size] = co_await asio::async_write(stream_, asio::buffer(bytes), kAwait);
    co_return !ec;
  }

  Awaitable<void> close() {
    const bool peer_may_be_sending = phase_ != Phase::idle;
    enter(Phase::closing);
    error_code ec;
    if constexpr (kTls) {
      // Sends the closing alert without waiting for the peer's: answers carry their length, so that a
      // connection cut short cannot pass for a whole one.
      auto* const tls = stream_.native_handle();
      SSL_set_shutdown(tls, SSL_get_shutdown(tls) | SSL_RECEIVED_SHUTDOWN);
      co_await stream_.async_shutdown(kAwait);
    }
    if (peer_may_be_sending) co_await hang_up();
    socket().close(ec);
  }

  // Waits a moment for the peer to hang up as well: closing with unread bytes would reset the connection
  // and could take the answer from the peer before it is read. Whoever sends no more than twice what the
  // limits allow is heard to the end, and so learns from the answer what the limit is.
  Awaitable<void> hang_up() {
    enter(Phase::closing);
    error_code ec;
    socket().shutdown(Socket::shutdown_send, ec);
    const auto bytes_max = 2 * (service_.options.header_bytes_max + service_.options.body_bytes_max);
    std::array<char, kReadSize> unread;
    for (std::size_t total = 0; !ec && total < bytes_max;) {
      const auto [failed, size] = co_await socket().async_read_some(asio::buffer(unread), kAwait);
      ec = failed;
      total += size;
    }
  }

  void begin_header() {
    if (served_any_) {
      enter(Phase::header);
    } else {
      turn_to(Phase::header);
    }
  }

  // False when the peer closed, or when the connection is to end.
  Awaitable<bool> read_some(std::size_t size) {
    if (overdue_ || ends_here()) co_return false;
    const auto room = std::min(size, buffer_.max_size() - buffer_.size());
    const auto [ec, received] = co_await stream_.async_read_some(buffer_.prepare(room), kAwait);
    buffer_.commit(received);
    co_return !ec;
  }

  // A large request's memory is not kept for the idle time after it.
  void release_buffer() {
    if (buffer_.capacity() > 2 * kReadSize) buffer_.shrink_to_fit();
  }

  std::string_view buffered() const {
    const auto data = buffer_.data();
    return {static_cast<const char*>(data.data()), data.size()};
  }

  void count_refusal(Refusal refusal) { service_.refusals.with({name_of(refusal)}).add(); }

  void log_access(const About& about, const Response& response) {
    const auto seconds = seconds_since(about.start);
    service_.request_seconds.observe(seconds);
    service_.requests.with({method_label(about.method), std::to_string(response.status)}).add();
    if (!service_.log.enabled(LogLevel::info)) return;
    std::vector<LogField> fields = {{"method", about.method},        {"path", about.path},
                                    {"status", response.status},     {"bytes", response.body.size()},
                                    {"duration_ms", seconds * 1000}, {"request_id", about.request_id},
                                    {"remote", remote_address_}};
    for (const auto& [key, value] : response.log_fields) fields.emplace_back(key, value);
    service_.log.write(LogLevel::info, "request", fields);
  }

  Stream stream_;
  beast::flat_buffer buffer_;
  std::string remote_address_;
  bool served_any_ = false;
};

}  // namespace

Service::Service(const ServerOptions& server_options, Router request_router, const Clock& wall_clock,
                 Random& randomness, Log& server_log, Metrics& metrics)
    : options(server_options),
      router(std::move(request_router)),
      clock(wall_clock),
      random(randomness),
      log(server_log),
      requests(metrics.counter("poolhouse_http_requests_total", "Requests answered by a handler.",
                               {"method", "status"})),
      request_seconds(metrics
                          .histogram("poolhouse_http_request_seconds",
                                     "From the end of a request's header to its answer being written.")
                          .with({})),
      refusals(metrics.counter("poolhouse_http_refusals_total",
                               "Requests and connections that the server itself refused.", {"reason"})) {}

std::int64_t steady_ms() {
  return std::chrono::duration_cast<Duration>(Steady::now().time_since_epoch()).count();
}

void Connection::enter(Phase phase) {
  phase_ = phase;
  overdue_ = false;
  const auto now = steady_ms();
  deadline_.store(phase == Phase::handling ? kNever : now + allowance(phase).count());
  waiting_since_.store(phase == Phase::handling || phase == Phase::closing ? kNever : now);
}

std::optional<std::int64_t> Connection::waiting_since() const {
  const auto since = waiting_since_.load();
  return since == kNever ? std::nullopt : std::optional(since);
}

Duration Connection::allowance(Phase phase) const {
  const auto& options = service_.options;
  switch (phase) {
    case Phase::handshake:
    case Phase::header:
      return options.header_timeout;
    case Phase::body:
      return options.body_timeout;
    case Phase::writing:
      return options.write_timeout;
    case Phase::closing:
      return kClosingTimeout;
    case Phase::idle:
    case Phase::handling:
      return options.idle_timeout;
  }
  return options.idle_timeout;
}

bool Connection::ends_here() {
  error_code ec;
  return ending_ && phase_ == Phase::idle && socket().available(ec) == 0;
}

void Connection::end_if_overdue() {
  const auto seen = deadline_.load();
  if (steady_ms() < seen) return;
  asio::post(strand(), [self = shared_from_this(), seen] {
    // Something happened in between.
    if (self->deadline_.load() != seen) return;
    self->overdue_ = true;
    error_code ec;
    const bool may_be_answered = self->phase_ == Phase::idle || self->phase_ == Phase::header ||
                                 self->phase_ == Phase::body || self->phase_ == Phase::handshake;
    if (may_be_answered) {
      self->socket().cancel(ec);
    } else {
      self->socket().close(ec);
    }
  });
}

void Connection::end_if_waiting_since(std::int64_t seen) {
  asio::post(strand(), [self = shared_from_this(), seen] {
    if (self->waiting_since_.load() != seen) return;
    self->ending_ = true;
    error_code ec;
    self->socket().close(ec);
  });
}

void Connection::end_if_idle() {
  asio::post(strand(), [self = shared_from_this()] {
    self->ending_ = true;
    error_code ec;
    if (self->ends_here()) self->socket().cancel(ec);
  });
}

void Connection::end() {
  asio::post(strand(), [self = shared_from_this()] {
    self->ending_ = true;
    error_code ec;
    self->socket().close(ec);
  });
}

std::chrono::steady_clock::time_point next_step(std::chrono::steady_clock::time_point start,
                                                std::chrono::steady_clock::duration step,
                                                std::chrono::steady_clock::time_point now) {
  return start + ((now - start) / step + 1) * step;
}

std::shared_ptr<Connection> make_connection(Service& service, Socket socket) {
  return std::make_shared<StreamConnection<Socket>>(service, std::move(socket));
}

std::shared_ptr<Connection> make_connection(Service& service, Socket socket, asio::ssl::context& tls) {
  return std::make_shared<StreamConnection<TlsStream>>(service, std::move(socket), tls);
}

}  // namespace poolhouse::http
