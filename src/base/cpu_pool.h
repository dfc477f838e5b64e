// CPU-heavy work (SRP, password hashes, signatures) off the I/O threads, in bounded lanes.
#pragma once

#include <array>
#include <condition_variable>
#include <coroutine>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <type_traits>
#include <vector>

#include "base/executor.h"

namespace poolhouse {

// Lanes take turns, so that a flood in one (sign-ins) cannot hold up another (token refreshes).
enum class Lane { refresh, sign_in, background };
inline constexpr std::size_t kLanes = 3;
[[nodiscard]] std::string_view name_of(Lane lane);

// The lane's queue is full. The dispatcher answers TooManyRequestsException at once.
class LaneFull : public std::runtime_error {
 public:
  explicit LaneFull(Lane lane);
};

class CpuPool {
 public:
  // `threads` workers (at least 1). Each lane queues at most `queue_max` jobs; one more throws LaneFull.
  // Awaiters resume on `resume_on`, which must outlive the pool.
  CpuPool(std::size_t threads, std::size_t queue_max, Executor& resume_on);
  // Finishes what is queued, then joins.
  ~CpuPool();
  CpuPool(const CpuPool&) = delete;
  CpuPool& operator=(const CpuPool&) = delete;

  // `co_await pool.run(Lane::sign_in, [..] { return heavy(); })`: the result, or what `work` threw.
  template <class Work>
  auto run(Lane lane, Work work);

  [[nodiscard]] std::size_t queued(Lane lane) const;
  [[nodiscard]] std::size_t queue_max() const { return queue_max_; }

 private:
  using Job = std::move_only_function<void()>;

  void submit(Lane lane, Job job);
  void resume(std::coroutine_handle<> waiter);
  void work(const std::stop_token& stop);
  std::optional<Job> next_job();

  const std::size_t queue_max_;
  Executor& resume_on_;
  mutable std::mutex mutex_;
  std::condition_variable_any ready_;
  std::array<std::deque<Job>, kLanes> lanes_;
  std::size_t turn_ = 0;
  std::vector<std::jthread> workers_;
};

template <class Work>
auto CpuPool::run(Lane lane, Work work) {
  using Result = std::invoke_result_t<Work&>;
  using Stored = std::conditional_t<std::is_void_v<Result>, bool, Result>;
  struct Awaiter {
    CpuPool& pool;
    Lane lane;
    Work work;
    std::optional<Stored> result;
    std::exception_ptr failure;

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiter) {
      // The awaiter lives in the suspended coroutine's frame until it is resumed.
      pool.submit(lane, [this, waiter] {
        try {
          if constexpr (std::is_void_v<Result>) {
            work();
            result.emplace(true);
          } else {
            result.emplace(work());
          }
        } catch (...) {
          failure = std::current_exception();
        }
        pool.resume(waiter);
      });
    }
    Result await_resume() {
      if (failure) std::rethrow_exception(failure);
      if constexpr (!std::is_void_v<Result>) return std::move(*result);
    }
  };
  return Awaiter{*this, lane, std::move(work), std::nullopt, nullptr};
}

}  // namespace poolhouse
