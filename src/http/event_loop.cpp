#include "http/event_loop.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "http/event_loop_core.h"

namespace poolhouse::http {

struct Timer::State : std::enable_shared_from_this<Timer::State> {
  State(asio::io_context& context, Duration every, std::move_only_function<void()> run)
      : timer(context), period(every), work(std::move(run)) {}

  void arm(Duration delay) {
    timer.expires_after(delay);
    timer.async_wait([self = shared_from_this()](error_code) { self->fire(); });
  }

  void fire() {
    const std::scoped_lock lock(mutex);
    if (cancelled) return;
    work();
    if (period > Duration::zero() && !cancelled) arm(period);
  }

  void cancel() {
    const std::scoped_lock lock(mutex);
    cancelled = true;
    timer.cancel();
  }

  // Held while `work` runs, so that `cancel` waits for it; recursive, so that `work` may cancel itself.
  std::recursive_mutex mutex;
  bool cancelled = false;
  asio::steady_timer timer;
  const Duration period;
  std::move_only_function<void()> work;
};

Timer::Timer(std::shared_ptr<State> state) : state_(std::move(state)) {}
Timer::Timer(Timer&&) noexcept = default;
Timer& Timer::operator=(Timer&& other) noexcept {
  // The old timer is cancelled with `replaced`.
  Timer replaced(std::move(other));
  std::swap(state_, replaced.state_);
  return *this;
}
Timer::~Timer() {
  if (state_) state_->cancel();
}

EventLoop::EventLoop(std::size_t threads) : core_(std::make_unique<Core>(std::max<std::size_t>(threads, 1))) {
  for (std::size_t i = 0; i < std::max<std::size_t>(threads, 1); ++i) {
    core_->threads.emplace_back([this] { core_->context.run(); });
  }
}

EventLoop::~EventLoop() { stop(); }

void EventLoop::stop() {
  core_->context.stop();
  core_->threads.clear();
}

void EventLoop::post(std::move_only_function<void()> work) { asio::post(core_->context, std::move(work)); }

Timer EventLoop::after(Duration delay, std::move_only_function<void()> work) {
  auto state = std::make_shared<Timer::State>(core_->context, Duration::zero(), std::move(work));
  const std::scoped_lock lock(state->mutex);
  state->arm(delay);
  return Timer(state);
}

Timer EventLoop::every(Duration period, std::move_only_function<void()> work) {
  // A period of zero would spin.
  const auto at_least = std::max(period, Duration(1));
  auto state = std::make_shared<Timer::State>(core_->context, at_least, std::move(work));
  const std::scoped_lock lock(state->mutex);
  state->arm(at_least);
  return Timer(state);
}

namespace {

struct Signals : std::enable_shared_from_this<Signals> {
  Signals(asio::io_context& context, std::move_only_function<void(int)> run)
      : set(context), work(std::move(run)) {}

  void wait() {
    set.async_wait([self = shared_from_this()](error_code ec, int signal) {
      if (ec) return;
      self->work(signal);
      self->wait();
    });
  }

  asio::signal_set set;
  std::move_only_function<void(int)> work;
};

}  // namespace

void EventLoop::on_signal(std::initializer_list<int> signals, std::move_only_function<void(int)> work) {
  const auto waiting = std::make_shared<Signals>(core_->context, std::move(work));
  for (const int signal : signals) waiting->set.add(signal);
  waiting->wait();
}

}  // namespace poolhouse::http
