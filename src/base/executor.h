// Where a coroutine goes on after it waited.
#pragma once

#include <functional>

namespace poolhouse {

class Executor {
 public:
  virtual ~Executor() = default;
  // Runs `work` soon, on one of the executor's threads. Safe from any thread.
  virtual void post(std::move_only_function<void()> work) = 0;
};

// Runs the work at once, on the calling thread: for tests and the command line.
class InlineExecutor final : public Executor {
 public:
  void post(std::move_only_function<void()> work) override { work(); }
};

}  // namespace poolhouse
