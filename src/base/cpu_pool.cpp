#include "base/cpu_pool.h"

#include <algorithm>
#include <string>

namespace poolhouse {

std::string_view name_of(Lane lane) {
  switch (lane) {
    case Lane::refresh:
      return "refresh";
    case Lane::sign_in:
      return "sign_in";
    case Lane::background:
      return "background";
  }
  return "unknown";
}

LaneFull::LaneFull(Lane lane) : std::runtime_error("the " + std::string(name_of(lane)) + " lane is full") {}

CpuPool::CpuPool(std::size_t threads, std::size_t queue_max, Executor& resume_on)
    : queue_max_(queue_max), resume_on_(resume_on) {
  for (std::size_t i = 0; i < std::max<std::size_t>(threads, 1); ++i) {
    workers_.emplace_back([this](const std::stop_token& stop) { work(stop); });
  }
}

CpuPool::~CpuPool() {
  for (auto& worker : workers_) worker.request_stop();
  workers_.clear();
}

std::size_t CpuPool::queued(Lane lane) const {
  const std::scoped_lock lock(mutex_);
  return lanes_[static_cast<std::size_t>(lane)].size();
}

void CpuPool::submit(Lane lane, Job job) {
  {
    const std::scoped_lock lock(mutex_);
    auto& queue = lanes_[static_cast<std::size_t>(lane)];
    if (queue.size() >= queue_max_) throw LaneFull(lane);
    queue.push_back(std::move(job));
  }
  ready_.notify_one();
}

void CpuPool::resume(std::coroutine_handle<> waiter) {
  resume_on_.post([waiter] { waiter.resume(); });
}

// The next job of the next lane that has one. Called with the mutex held.
std::optional<CpuPool::Job> CpuPool::next_job() {
  for (std::size_t i = 0; i < kLanes; ++i) {
    auto& lane = lanes_[turn_];
    turn_ = (turn_ + 1) % kLanes;
    if (lane.empty()) continue;
    auto job = std::move(lane.front());
    lane.pop_front();
    return job;
  }
  return std::nullopt;
}

void CpuPool::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  for (;;) {
    auto job = next_job();
    if (!job) {
      const auto waiting = [this] {
        return std::ranges::any_of(lanes_, [](const auto& l) { return !l.empty(); });
      };
      if (!ready_.wait(lock, stop, waiting)) return;
      continue;
    }
    lock.unlock();
    (*job)();
    job.reset();
    lock.lock();
  }
}

}  // namespace poolhouse
