#include "main/readiness.h"

#include <condition_variable>
#include <exception>

namespace poolhouse {
namespace {

constexpr std::chrono::milliseconds kPeriod{1000};
// Until it is ready, so that nobody waits for long once it could be.
constexpr std::chrono::milliseconds kPeriodNotReady{250};

}  // namespace

Readiness::Readiness(std::function<bool()> reachable, Log& log)
    : reachable_(std::move(reachable)), log_(log) {}

void Readiness::probe(Now now) {
  bool reached = false;
  try {
    reached = reachable_();
  } catch (const std::exception& failure) {
    log_.error("readiness", {{"cause", failure.what()}});
  }
  const std::scoped_lock lock(mutex_);
  const auto before = std::exchange(state_, reached ? State::ready : State::not_ready);
  probed_at_ = now;
  if (before == state_) return;
  if (reached) {
    log_.info("ready");
  } else {
    log_.warning("not ready: the database does not answer");
  }
}

std::optional<std::string> Readiness::refusal(Now now) const {
  const std::scoped_lock lock(mutex_);
  if (closed_) return closed_;
  switch (state_) {
    case State::unknown:
      return "the database has not been asked yet";
    case State::not_ready:
      return "the database does not answer";
    case State::ready:
      if (now - probed_at_ > kFreshFor) return "the database takes too long to answer";
      return std::nullopt;
  }
  return std::nullopt;
}

void Readiness::close(std::string reason) {
  const std::scoped_lock lock(mutex_);
  closed_ = std::move(reason);
}

ReadinessWatch::ReadinessWatch(Readiness& readiness)
    : thread_([&readiness](const std::stop_token& stop) {
        std::mutex mutex;
        std::condition_variable_any wake;
        std::unique_lock lock(mutex);
        while (!stop.stop_requested()) {
          readiness.probe(std::chrono::steady_clock::now());
          const bool ready = !readiness.refusal(std::chrono::steady_clock::now());
          wake.wait_for(lock, stop, ready ? kPeriod : kPeriodNotReady, [] { return false; });
        }
      }) {}

}  // namespace poolhouse
