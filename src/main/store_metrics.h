// What the database does, as metrics and lines of the log.
#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

#include "base/log.h"
#include "base/metrics.h"
#include "store/observer.h"
#include "store/store.h"

namespace poolhouse {

// Give it to the store as its observer; it must outlive the store.
class StoreMetrics final : public store::StoreObserver {
 public:
  StoreMetrics(Metrics& metrics, Log& log);

  void committed(std::size_t jobs, std::chrono::nanoseconds took) override;
  void read_took(std::chrono::nanoseconds took) override;
  void note(std::string_view sentence) override;
  [[noreturn]] void fatal(std::string_view sentence) override;

 private:
  Log& log_;
  Histogram commit_seconds_;
  Histogram commit_writes_;
  Histogram read_seconds_;
};

// The jobs that wait, as a gauge. `store` must outlive the registration.
[[nodiscard]] GaugeRegistration queue_gauge(Metrics& metrics, const store::Store& store);

}  // namespace poolhouse
