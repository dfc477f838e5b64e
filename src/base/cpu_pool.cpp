#include "base/cpu_pool.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

namespace poolhouse {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Of the scheduler, for the workers: a third of an I/O thread's weight while both want the same core. More
// would leave refreshes, which need a worker, to whatever else the machine does (measured with nice 10).
constexpr int kNiceness = 5;

// Linux keeps the niceness of each thread by itself. More of it is never denied; without it the server works
// as well, and answers less evenly.
void give_way() {
  const auto thread = static_cast<id_t>(::gettid());
  errno = 0;
  const int before = ::getpriority(PRIO_PROCESS, thread);
  if (errno == 0) ::setpriority(PRIO_PROCESS, thread, before + kNiceness);
}

}  // namespace

LaneFull::LaneFull(Lane lane) : TooBusy("the " + std::string(name_of(lane)) + " lane is full") {}

CpuPool::CpuPool(const CpuPoolOptions& options, Executor& resume_on)
    : observer_(options.observer == nullptr ? silent_ : *options.observer),
      when_idle_(options.when_idle),
      idle_after_(options.idle_after),
      resume_on_(resume_on),
      lanes_(options.threads, options.queue_max, options.admission) {
  for (std::size_t i = 0; i < std::max<std::size_t>(options.threads, 1); ++i) {
    workers_.emplace_back([this](const std::stop_token& stop) { work(stop); });
  }
}

CpuPool::~CpuPool() {
  for (auto& worker : workers_) worker.request_stop();
  workers_.clear();
}

std::size_t CpuPool::queued(Lane lane) const {
  const std::scoped_lock lock(mutex_);
  return lanes_.queued(lane);
}

void CpuPool::require_room(Lane lane) const {
  if (full_[static_cast<std::size_t>(lane)].load(std::memory_order_relaxed)) refuse(lane);
}

void CpuPool::refuse(Lane lane) const {
  observer_.refused(lane);
  throw LaneFull(lane);
}

void CpuPool::publish(Lane lane) {
  full_[static_cast<std::size_t>(lane)].store(!lanes_.admits(lane), std::memory_order_relaxed);
}

CpuPool::Place CpuPool::reserve(Lane lane, Lanes::WhenLate when_late) {
  require_room(lane);
  {
    const std::scoped_lock lock(mutex_);
    const bool admitted = lanes_.admits(lane);
    if (admitted) lanes_.reserve(lane);
    publish(lane);
    if (admitted) return {*this, lane, when_late};
  }
  refuse(lane);
}

void CpuPool::give_up(Lane lane) {
  const std::scoped_lock lock(mutex_);
  lanes_.give_up(lane);
  publish(lane);
}

void CpuPool::submit(Place place, Lanes::Job job) {
  {
    const std::scoped_lock lock(mutex_);
    lanes_.push(place.lane_, std::move(job), place.when_late_, SteadyClock::now());
    place.pool_ = nullptr;
  }
  ready_.notify_one();
}

void CpuPool::resume(std::coroutine_handle<> waiter) {
  resume_on_.post([waiter] { waiter.resume(); });
}

bool CpuPool::wait_for_work(std::unique_lock<std::mutex>& lock, const std::stop_token& stop) {
  const auto any = [this] { return lanes_.any(); };
  if (when_idle_) {
    if (ready_.wait_for(lock, stop, idle_after_, any)) return true;
    if (!stop.stop_requested()) {
      lock.unlock();
      when_idle_();
      lock.lock();
    }
  }
  return ready_.wait(lock, stop, any);
}

void CpuPool::work(const std::stop_token& stop) {
  give_way();
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto started = SteadyClock::now();
    auto turn = lanes_.take(started);
    if (!turn) {
      if (!wait_for_work(lock, stop)) return;
      continue;
    }
    publish(turn->lane);
    lock.unlock();
    if (turn->served == Lanes::Served::too_late) {
      observer_.refused_late(turn->lane);
    } else {
      observer_.waited(turn->lane, turn->waited);
    }
    turn->job(turn->served);
    turn->job = nullptr;
    const auto took = SteadyClock::now() - started;
    lock.lock();
    lanes_.finished(*turn, took);
    publish(turn->lane);
  }
}

}  // namespace poolhouse
