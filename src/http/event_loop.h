// The I/O threads: where coroutines resume, timers fire and signals arrive.
#pragma once

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <memory>

#include "base/executor.h"
#include "base/time.h"

namespace poolhouse::http {

// A function that will run. When the destructor has returned it is not running and will not run again,
// unless it is the function itself that destroys its timer. Destroy timers before their EventLoop.
class [[nodiscard]] Timer {
 public:
  Timer() = default;
  Timer(Timer&&) noexcept;
  Timer& operator=(Timer&&) noexcept;
  ~Timer();

 private:
  friend class EventLoop;
  struct State;
  explicit Timer(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

// One event loop shared by a few threads, so that a thread held up by a database read delays nobody else.
// Construct it first and destroy it last: the server, the CPU pool and the store all resume on it.
class EventLoop final : public Executor {
 public:
  // Starts the threads (at least one).
  explicit EventLoop(std::size_t threads);
  // Calls `stop`, then drops what was posted and has not run.
  ~EventLoop() override;
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // What `work` throws ends the process: nothing above it could handle it.
  void post(std::move_only_function<void()> work) override;

  // Monotonic time: moving the wall clock moves no timer. `work` runs on an I/O thread and must be short.
  Timer after(Duration delay, std::move_only_function<void()> work);
  // Runs `work` `period` after the last run ended, so that runs never overlap.
  Timer every(Duration period, std::move_only_function<void()> work);

  // Runs `work` with the signal's number each time one of `signals` arrives, on an I/O thread, for as
  // long as the loop lives. At most one call for each set of signals.
  void on_signal(std::initializer_list<int> signals, std::move_only_function<void(int)> work);

  // Joins the threads. What is running ends; what waits does not run. Not from an I/O thread.
  void stop();

  struct Core;
  // For this room only.
  [[nodiscard]] Core& core() { return *core_; }

 private:
  std::unique_ptr<Core> core_;
};

}  // namespace poolhouse::http
