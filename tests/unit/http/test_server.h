// A server on a free loopback port, its log in memory.
#pragma once

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <coroutine>
#include <future>
#include <mutex>
#include <stdexcept>
#include <string>

#include "base/cpu_pool.h"
#include "base/random.h"
#include "base/time.h"
#include "http/server.h"

namespace poolhouse::http::test {

// A Random must be safe from any thread; a SeededRandom alone is not.
class SharedSeededRandom final : public Random {
 public:
  void fill(void* bytes, std::size_t size) override {
    const std::scoped_lock lock(mutex_);
    seeded_.fill(bytes, size);
  }

 private:
  std::mutex mutex_;
  SeededRandom seeded_{1};
};

// Holds a handler until the test opens it.
class Gate {
 public:
  explicit Gate(Executor& resume_on) : resume_on_(resume_on) {}

  auto pass() {
    struct Awaiter {
      Gate& gate;
      [[nodiscard]] bool await_ready() const noexcept { return false; }
      void await_suspend(std::coroutine_handle<> waiter) const { gate.arrived_.set_value(waiter); }
      void await_resume() const noexcept {}
    };
    return Awaiter{*this};
  }
  // Waits until a handler stands at the gate.
  void wait() { waiter_ = arrived_.get_future().get(); }
  void open() {
    resume_on_.post([waiter = waiter_] { waiter.resume(); });
  }

 private:
  Executor& resume_on_;
  std::promise<std::coroutine_handle<>> arrived_;
  std::coroutine_handle<> waiter_;
};

class TestServer {
 public:
  static constexpr std::chrono::milliseconds kEvenStep{20};

  explicit TestServer(ServerOptions options = {})
      : gate(loop),
        log_file_(::memfd_create("log", MFD_CLOEXEC)),
        log_(LogFormat::json, LogLevel::info, clock, log_file_),
        server(std::move(options), router(), loop, clock, random_, log_, metrics) {
    server.start();
  }
  ~TestServer() {
    static_cast<void>(server.drain(Duration::zero()));
    ::close(log_file_);
  }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return server.port(); }

  // Complete only when the server is drained.
  [[nodiscard]] std::string log_text() const {
    struct stat status{};
    ::fstat(log_file_, &status);
    std::string text(static_cast<std::size_t>(status.st_size), '\0');
    if (::pread(log_file_, text.data(), text.size(), 0) != status.st_size) throw std::runtime_error("no log");
    return text;
  }

  EventLoop loop{2};
  CpuPool cpu{{.threads = 2, .queue_max = 64}, loop};
  Gate gate;
  ManualClock clock;
  Metrics metrics;

 private:
  static Task<Response> echo(Request request) {
    auto response = Response::text(200, std::move(request.body));
    response.headers.add("X-Path", request.path);
    response.headers.add("X-Host", std::string(request.headers.find("Host").value_or("none")));
    response.headers.add("X-Remote", request.remote_address + (request.over_tls ? " tls" : " plain"));
    response.headers.add("X-Fields", std::to_string(request.headers.size()));
    response.log_fields.emplace_back("operation", "Echo");
    co_return response;
  }
  static Task<Response> fail(Request) {
    throw std::runtime_error("the database password is hunter2");
    co_return Response{};
  }
  static Task<Response> be_busy(Request) {
    throw TooBusy("a lane is full");
    co_return Response{};
  }
  static Task<Response> misbehave(Request) { co_return Response::empty(42); }
  static Task<Response> set_framing(Request) {
    auto response = Response::text(200, "hello");
    response.headers.add("Content-Length", "999");
    response.headers.add("Transfer-Encoding", "chunked");
    response.headers.add("Connection", "upgrade");
    co_return response;
  }
  static Task<Response> answer_evenly(Request) {
    auto response = Response::text(200, "even");
    response.sent_every = kEvenStep;
    co_return response;
  }
  static Task<Response> no_content(Request) { co_return Response::empty(204); }
  static Task<Response> much(Request) {
    co_return Response::text(200, std::string(std::size_t{64} << 20, 'x'));
  }
  Task<Response> compute(Request request) {
    const auto text =
        co_await cpu.run(Lane::sign_in, [body = std::move(request.body)] { return body + "!"; });
    co_return Response::text(200, text);
  }
  static Task<Response> wait_at(Gate& gate) {
    co_await gate.pass();
    co_return Response::text(200, "waited");
  }

  Router router() {
    Router routes;
    routes.add({"POST", "/echo", echo});
    routes.add({"GET", "/echo", echo});
    routes.add({"POST", "/echo/{name}", echo});
    routes.add({"POST", "/small", echo, Cors{}, 16});
    routes.add({"GET", "/fail", fail, Cors{}});
    routes.add({"GET", "/busy", be_busy});
    routes.add({"GET", "/misbehave", misbehave});
    routes.add({"GET", "/framing", set_framing});
    routes.add({"GET", "/even", answer_evenly});
    routes.add({"GET", "/no-content", no_content});
    routes.add({"GET", "/much", much});
    routes.add({"POST", "/compute", [this](Request request) { return compute(std::move(request)); }});
    routes.add({"POST", "/wait", [this](Request) { return wait_at(gate); }});
    routes.add({"GET", "/wait", [this](Request) { return wait_at(gate); }});
    return routes;
  }

  SharedSeededRandom random_;
  int log_file_;
  Log log_;

 public:
  Server server;
};

}  // namespace poolhouse::http::test
