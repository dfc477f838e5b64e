// Counters, histograms and gauges, and their text for Prometheus.
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prometheus {
class Counter;
class Histogram;
}  // namespace prometheus

namespace poolhouse {

class Metrics;

// Handles are pointers into the Metrics that made them and must not outlive it. They are safe from any
// thread.
class Counter {
 public:
  void add(double by = 1) const;

 private:
  friend class CounterFamily;
  explicit Counter(prometheus::Counter& cell) : cell_(&cell) {}
  prometheus::Counter* cell_;
};

class Histogram {
 public:
  // For durations: seconds.
  void observe(double value) const;

 private:
  friend class HistogramFamily;
  explicit Histogram(prometheus::Histogram& cell) : cell_(&cell) {}
  prometheus::Histogram* cell_;
};

// One name, many label values. `with` takes a value for each label, in the order of the label names
// (std::invalid_argument for another number of them). A family holds at most 2,000 combinations, so that
// a client that can choose a label's value cannot fill the memory; later ones are counted under "other".
class CounterFamily {
 public:
  [[nodiscard]] Counter with(std::initializer_list<std::string_view> label_values) const;

 private:
  friend class Metrics;
  struct Cells;
  explicit CounterFamily(Cells& cells) : cells_(&cells) {}
  Cells* cells_;
};

class HistogramFamily {
 public:
  [[nodiscard]] Histogram with(std::initializer_list<std::string_view> label_values) const;

 private:
  friend class Metrics;
  struct Cells;
  explicit HistogramFamily(Cells& cells) : cells_(&cells) {}
  Cells* cells_;
};

// Keeps a gauge in the exposition for as long as it lives. Once the destructor returned, the gauge's
// function does not run any more.
class [[nodiscard]] GaugeRegistration {
 public:
  GaugeRegistration() = default;
  GaugeRegistration(GaugeRegistration&&) noexcept;
  GaugeRegistration& operator=(GaugeRegistration&&) noexcept;
  ~GaugeRegistration();

 private:
  friend class Metrics;
  struct Entry;
  explicit GaugeRegistration(std::shared_ptr<Entry> entry);
  std::shared_ptr<Entry> entry_;
};

class Metrics {
 public:
  using Labels = std::vector<std::pair<std::string, std::string>>;

  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // Asked again for a name, they give the family that exists.
  [[nodiscard]] CounterFamily counter(const std::string& name, const std::string& help,
                                      const std::vector<std::string>& label_names = {});
  // `buckets` are upper bounds, ascending.
  [[nodiscard]] HistogramFamily histogram(const std::string& name, const std::string& help,
                                          const std::vector<std::string>& label_names = {},
                                          const std::vector<double>& buckets = latency_buckets());
  // `read` runs whenever the metrics are read: it must be quick and must not throw.
  [[nodiscard]] GaugeRegistration gauge(std::string name, std::string help, std::function<double()> read,
                                        Labels labels = {});

  // Prometheus text exposition, version 0.0.4.
  [[nodiscard]] std::string text() const;
  static constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

  // 0.5 ms to 10 s, in seconds.
  [[nodiscard]] static std::vector<double> latency_buckets();

 private:
  struct Registry;
  std::unique_ptr<Registry> registry_;
};

}  // namespace poolhouse
