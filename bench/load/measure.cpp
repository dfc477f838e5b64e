#include "load/measure.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "load/process.h"

namespace poolhouse::bench {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;
using SteadyClock = std::chrono::steady_clock;

// Below 0: warming up. From `rounds` on: enough.
using Round = int;

struct Samples {
  std::vector<nanoseconds> waited;
  nanoseconds arithmetic{};
};

// What the machine has done by a moment.
struct Mark {
  SteadyClock::time_point at;
  microseconds server, database, driver;
};

Mark mark(const Costs& costs) {
  return {.at = SteadyClock::now(),
          .server = cpu_time(costs.server),
          .database = costs.database == 0 ? microseconds(0) : cpu_time_of_family(costs.database),
          .driver = own_cpu_time()};
}

// `sorted` is not empty.
double percentile(const std::vector<nanoseconds>& sorted, double share) {
  const auto index = static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1));
  return static_cast<double>(sorted[index].count()) / 1000;
}

Measured of_round(const Mark& begun, const Mark& ended, std::vector<nanoseconds> waited,
                  nanoseconds arithmetic) {
  if (waited.empty()) throw std::runtime_error("no request ended within a round: make rounds longer");
  std::ranges::sort(waited);
  const auto count = static_cast<double>(waited.size());
  const auto each = [count](microseconds from, microseconds to) {
    return static_cast<double>((to - from).count()) / count;
  };
  return {.rate = count / std::chrono::duration<double>(ended.at - begun.at).count(),
          .p50 = percentile(waited, 0.50),
          .p95 = percentile(waited, 0.95),
          .p99 = percentile(waited, 0.99),
          .server_cpu = each(begun.server, ended.server),
          .database_cpu = each(begun.database, ended.database),
          .driver_cpu = each(begun.driver, ended.driver),
          .arithmetic_cpu = static_cast<double>(arithmetic.count()) / 1000 / count,
          .server_resident_kib = 0,
          .sizes = {}};
}

double median(const std::vector<Measured>& rounds, double Measured::* figure) {
  std::vector<double> values;
  for (const auto& round : rounds) values.push_back(round.*figure);
  std::ranges::sort(values);
  return values[values.size() / 2];
}

// Threads that stop when one of them fails; `join` throws what it failed with.
class Workers {
 public:
  ~Workers() { stop_ = true; }

  // `body(worker)` runs again and again until it says false.
  template <class Body>
  void start(std::size_t count, std::uint16_t port, const Signer& signer, Body body) {
    for (std::size_t number = 0; number < count; ++number) {
      threads_.emplace_back([this, number, port, &signer, body]() mutable {
        try {
          Worker worker(port, signer, number);
          while (!stop_ && body(worker)) {
          }
        } catch (...) {
          stop_ = true;
          const std::scoped_lock lock(mutex_);
          if (!failure_) failure_ = std::current_exception();
        }
      });
    }
  }
  [[nodiscard]] bool failed() const { return stop_; }
  void join() {
    threads_.clear();
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::atomic<bool> stop_ = false;
  std::mutex mutex_;
  std::exception_ptr failure_;
  std::vector<std::jthread> threads_;  // last: joined before what they use is gone
};

}  // namespace

Worker::Worker(std::uint16_t port, const Signer& signer, std::size_t its_number)
    : number(its_number), client(port, signer), random(its_number + 1), srp(random) {}

Measured measure(const Scenario& scenario, const Plan& plan, const Costs& costs, const Signer& signer) {
  std::atomic<Round> now = -1;
  const auto rounds = static_cast<Round>(plan.rounds);
  std::vector<std::vector<Samples>> samples(plan.connections, std::vector<Samples>(plan.rounds));
  std::vector<std::vector<WireSizes>> sizes(plan.connections);

  Workers workers;
  workers.start(plan.connections, plan.port, signer, [&](Worker& worker) {
    worker.client.begin();
    worker.arithmetic = {};
    scenario.request(worker);
    // A request counts in the round it ends in.
    const auto round = now.load();
    if (round >= rounds) return false;
    sizes[worker.number] = worker.client.moved();
    if (round < 0) return true;
    auto& mine = samples[worker.number][static_cast<std::size_t>(round)];
    mine.waited.push_back(worker.client.waited());
    mine.arithmetic += worker.arithmetic;
    return true;
  });

  std::this_thread::sleep_for(plan.warm_up);
  std::vector<Mark> marks = {mark(costs)};
  for (now = 0; now < rounds && !workers.failed(); ++now) {
    std::this_thread::sleep_for(plan.round);
    marks.push_back(mark(costs));
  }
  const auto resident = resident_kib(costs.server);
  now = rounds;
  workers.join();

  std::vector<Measured> results;
  for (std::size_t round = 0; round < plan.rounds; ++round) {
    std::vector<nanoseconds> waited;
    nanoseconds arithmetic{};
    for (const auto& of_worker : samples) {
      waited.insert(waited.end(), of_worker[round].waited.begin(), of_worker[round].waited.end());
      arithmetic += of_worker[round].arithmetic;
    }
    results.push_back(of_round(marks[round], marks[round + 1], std::move(waited), arithmetic));
  }
  return {.rate = median(results, &Measured::rate),
          .p50 = median(results, &Measured::p50),
          .p95 = median(results, &Measured::p95),
          .p99 = median(results, &Measured::p99),
          .server_cpu = median(results, &Measured::server_cpu),
          .database_cpu = median(results, &Measured::database_cpu),
          .driver_cpu = median(results, &Measured::driver_cpu),
          .arithmetic_cpu = median(results, &Measured::arithmetic_cpu),
          .server_resident_kib = resident,
          .sizes = sizes.front()};
}

void for_each(std::size_t count, const Plan& plan, const Signer& signer,
              const std::function<void(Worker&, std::size_t)>& request) {
  std::atomic<std::size_t> next = 0;
  Workers workers;
  workers.start(std::min(plan.connections, count), plan.port, signer, [&](Worker& worker) {
    const auto number = next++;
    if (number >= count) return false;
    worker.client.begin();
    request(worker, number);
    return true;
  });
  workers.join();
}

}  // namespace poolhouse::bench
