// Time as values, and the clock that hands it out.
#pragma once

#include <chrono>
#include <mutex>

namespace poolhouse {

// Wall-clock time in milliseconds, which is the precision of the service's timestamps.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;
using Duration = std::chrono::milliseconds;

[[nodiscard]] inline std::int64_t to_epoch_ms(Time t) { return t.time_since_epoch().count(); }
[[nodiscard]] inline Time from_epoch_ms(std::int64_t ms) { return Time(Duration(ms)); }
[[nodiscard]] inline std::int64_t to_epoch_seconds(Time t) { return to_epoch_ms(t) / 1000; }

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Time now() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  }
};

// A clock that moves only when a test moves it.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Time start = from_epoch_ms(1'788'246'309'000)) : now_(start) {}
  [[nodiscard]] Time now() const override {
    const std::scoped_lock lock(mutex_);
    return now_;
  }
  void advance(Duration by) {
    const std::scoped_lock lock(mutex_);
    now_ += by;
  }

 private:
  mutable std::mutex mutex_;
  Time now_;
};

}  // namespace poolhouse
