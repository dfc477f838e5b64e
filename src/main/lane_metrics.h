// What the lanes of the CPU pool do, as metrics.
#pragma once

#include <chrono>
#include <vector>

#include "base/cpu_pool.h"
#include "base/metrics.h"

namespace poolhouse {

// Give it to the pool as its observer; it must outlive the pool.
class LaneMetrics final : public LaneObserver {
 public:
  explicit LaneMetrics(Metrics& metrics);

  void waited(Lane lane, std::chrono::nanoseconds time) override;
  void refused(Lane lane) override;
  void refused_late(Lane lane) override;

 private:
  struct Cells {
    Histogram waited;
    Counter refused;
    Counter refused_late;
  };
  std::vector<Cells> cells_;
};

}  // namespace poolhouse
