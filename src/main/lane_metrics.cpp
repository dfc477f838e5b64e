#include "main/lane_metrics.h"

namespace poolhouse {

LaneMetrics::LaneMetrics(Metrics& metrics) {
  const auto waited = metrics.histogram("poolhouse_lane_wait_seconds",
                                        "Time that a CPU job waited in its lane before it ran.", {"lane"});
  const auto refused =
      metrics.counter("poolhouse_lane_refused_total",
                      "CPU jobs refused: at once, or late, after waiting in vain.", {"lane", "when"});
  for (const auto lane : kAllLanes) {
    const auto name = name_of(lane);
    cells_.push_back({.waited = waited.with({name}),
                      .refused = refused.with({name, "at_once"}),
                      .refused_late = refused.with({name, "late"})});
  }
}

void LaneMetrics::waited(Lane lane, std::chrono::nanoseconds time) {
  cells_[static_cast<std::size_t>(lane)].waited.observe(std::chrono::duration<double>(time).count());
}

void LaneMetrics::refused(Lane lane) { cells_[static_cast<std::size_t>(lane)].refused.add(); }
void LaneMetrics::refused_late(Lane lane) { cells_[static_cast<std::size_t>(lane)].refused_late.add(); }

}  // namespace poolhouse
