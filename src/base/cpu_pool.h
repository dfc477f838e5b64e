// CPU-heavy work (SRP, password hashes, signatures) off the I/O threads, in bounded lanes (lanes.h).
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/executor.h"
#include "base/lanes.h"
#include "base/too_busy.h"

namespace poolhouse {

// The lane has more to do than it can in time.
class LaneFull : public TooBusy {
 public:
  explicit LaneFull(Lane lane);
};

// Hears what the lanes do. Called from any thread, without a lock: it must be quick.
class LaneObserver {
 public:
  virtual ~LaneObserver() = default;
  virtual void waited(Lane /*lane*/, std::chrono::nanoseconds /*time*/) {}
  virtual void refused(Lane /*lane*/) {}
  // Refused after it had waited: the lane had promised too much.
  virtual void refused_late(Lane /*lane*/) {}
};

struct CpuPoolOptions {
  std::size_t threads = 1;
  std::size_t queue_max = 256;  // in each lane
  Admission admission = Admission::on;
  LaneObserver* observer = nullptr;  // outlives the pool
  // Called by each worker once it has had nothing to do for that long, to give back what it kept for the next
  // job.
  std::function<void()> when_idle = nullptr;
  std::chrono::milliseconds idle_after{10'000};
};

// The workers give way to the I/O threads: however much there is to compute, what is cheap is answered, and
// what is too much is refused, at once.
class CpuPool {
 public:
  class Place {
   public:
    Place(Place&& other) noexcept
        : pool_(std::exchange(other.pool_, nullptr)), lane_(other.lane_), when_late_(other.when_late_) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (pool_ != nullptr) pool_->give_up(lane_);
    }

   private:
    friend class CpuPool;
    Place(CpuPool& pool, Lane lane, Lanes::WhenLate when_late)
        : pool_(&pool), lane_(lane), when_late_(when_late) {}

    CpuPool* pool_;
    Lane lane_;
    Lanes::WhenLate when_late_;
  };

  // Awaiters resume on `resume_on`, which must outlive the pool.
  CpuPool(const CpuPoolOptions& options, Executor& resume_on);
  // Finishes what is queued, then joins.
  ~CpuPool();
  CpuPool(const CpuPool&) = delete;
  CpuPool& operator=(const CpuPool&) = delete;

  // `co_await pool.run(Lane::sign_in, [..] { return heavy(); })`: the result, or what `work` threw, or
  // LaneFull and `work` has not run.
  template <class Work>
  auto run(Lane lane, Work work) {
    return run(reserve(lane, Lanes::WhenLate::refuse), std::move(work));
  }

  // Throws LaneFull if `run` would, as far as can be known now: for looking before anything is read or
  // called for the work's sake. It takes no lock.
  void require_room(Lane lane) const;

  // A promise that work will be done, for those who count an attempt before it. Keep it for a moment only:
  // it keeps others out. Throws LaneFull.
  [[nodiscard]] Place reserve(Lane lane) { return reserve(lane, Lanes::WhenLate::serve); }
  template <class Work>
  auto run(Place place, Work work);

  [[nodiscard]] std::size_t queued(Lane lane) const;

 private:
  Place reserve(Lane lane, Lanes::WhenLate when_late);
  void give_up(Lane lane);
  void submit(Place place, Lanes::Job job);
  void resume(std::coroutine_handle<> waiter);
  void work(const std::stop_token& stop);
  // False when the pool ends and nothing is left to do.
  bool wait_for_work(std::unique_lock<std::mutex>& lock, const std::stop_token& stop);
  // With the mutex held, whenever the lane's queue has changed.
  void publish(Lane lane);
  [[noreturn]] void refuse(Lane lane) const;

  LaneObserver silent_;
  LaneObserver& observer_;
  const std::function<void()> when_idle_;
  const std::chrono::milliseconds idle_after_;
  Executor& resume_on_;
  mutable std::mutex mutex_;
  std::condition_variable_any ready_;
  Lanes lanes_;
  // What `admits` said last. A worker may lose its core while it holds the mutex; those who are refused must
  // not wait for it.
  std::array<std::atomic<bool>, kLanes> full_{};
  std::vector<std::jthread> workers_;
};

template <class Work>
auto CpuPool::run(Place place, Work work) {
  using Result = std::invoke_result_t<Work&>;
  using Stored = std::conditional_t<std::is_void_v<Result>, bool, Result>;
  struct Awaiter {
    CpuPool& pool;
    Place place;
    Work work;
    std::optional<Stored> result;
    std::exception_ptr failure;

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiter) {
      // The awaiter lives in the suspended coroutine's frame until it is resumed.
      pool.submit(std::move(place), [this, waiter](Lanes::Served served) {
        try {
          if (served == Lanes::Served::too_late) throw LaneFull(place.lane_);
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
  return Awaiter{*this, std::move(place), std::move(work), std::nullopt, nullptr};
}

}  // namespace poolhouse
