#include "main/store_metrics.h"

#include <cstdlib>

namespace poolhouse {
namespace {

double seconds(std::chrono::nanoseconds duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

StoreMetrics::StoreMetrics(Metrics& metrics, Log& log)
    : log_(log),
      commit_seconds_(metrics
                          .histogram("poolhouse_store_commit_seconds",
                                     "From the begin of a transaction until it is on disk.")
                          .with({})),
      commit_writes_(metrics
                         .histogram("poolhouse_store_commit_writes", "Writes that shared one transaction.",
                                    {}, {1, 2, 4, 8, 16, 32, 64})
                         .with({})),
      read_seconds_(metrics
                        .histogram("poolhouse_store_read_seconds",
                                   "Time in a read function, without waiting in the queue.")
                        .with({})) {}

void StoreMetrics::committed(std::size_t jobs, std::chrono::nanoseconds took) {
  commit_seconds_.observe(seconds(took));
  commit_writes_.observe(static_cast<double>(jobs));
}

void StoreMetrics::read_took(std::chrono::nanoseconds took) { read_seconds_.observe(seconds(took)); }

void StoreMetrics::note(std::string_view sentence) { log_.warning("database", {{"note", sentence}}); }

void StoreMetrics::fatal(std::string_view sentence) {
  log_.error("database", {{"fatal", sentence}});
  std::_Exit(store::kExitCannotSync);
}

GaugeRegistration queue_gauge(Metrics& metrics, const store::Store& store) {
  return metrics.gauge("poolhouse_store_queued", "Jobs that wait for the database.",
                       [&store] { return static_cast<double>(store.queued()); });
}

}  // namespace poolhouse
