#include "base/metrics.h"

#include <prometheus/check_names.h>
#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <stdexcept>
#include <unordered_map>

namespace poolhouse {
namespace {

constexpr std::size_t kCombinationsMax = 2000;

// Each value is preceded by its length: ("a", "bc") and ("ab", "c") are different keys.
std::string key_of(std::initializer_list<std::string_view> values) {
  std::string key;
  for (const auto value : values) {
    key += std::to_string(value.size());
    key += ':';
    key += value;
  }
  return key;
}

// The cells of one family by their label values. `Cell` is the library's counter or histogram.
template <class Cell>
class CellsByLabels {
 public:
  CellsByLabels(prometheus::Family<Cell>& family, std::vector<std::string> label_names)
      : family_(family), label_names_(std::move(label_names)) {}

  template <class... Extra>
  Cell& with(std::initializer_list<std::string_view> values, const Extra&... extra) {
    if (values.size() != label_names_.size()) {
      throw std::invalid_argument("a metric needs one value for each of its labels");
    }
    auto key = key_of(values);
    const std::scoped_lock lock(mutex_);
    if (const auto found = cells_.find(key); found != cells_.end()) return *found->second;
    std::map<std::string, std::string> labels;
    const bool full = cells_.size() >= kCombinationsMax;
    auto value = values.begin();
    for (const auto& name : label_names_) labels[name] = full ? std::string_view("other") : *value++;
    // Adding labels that are there already gives their cell.
    auto& cell = family_.Add(labels, extra...);
    if (!full) cells_.emplace(std::move(key), &cell);
    return cell;
  }

 private:
  prometheus::Family<Cell>& family_;
  const std::vector<std::string> label_names_;
  std::mutex mutex_;
  std::unordered_map<std::string, Cell*> cells_;
};

}  // namespace

struct CounterFamily::Cells : CellsByLabels<prometheus::Counter> {
  using CellsByLabels::CellsByLabels;
};

struct HistogramFamily::Cells : CellsByLabels<prometheus::Histogram> {
  Cells(prometheus::Family<prometheus::Histogram>& family, std::vector<std::string> label_names,
        std::vector<double> upper_bounds)
      : CellsByLabels(family, std::move(label_names)), buckets(std::move(upper_bounds)) {}
  const std::vector<double> buckets;
};

struct GaugeRegistration::Entry {
  std::string name;
  std::string help;
  Metrics::Labels labels;
  std::mutex mutex;
  // Empty once the registration is gone.
  std::function<double()> read;
};

struct Metrics::Registry {
  prometheus::Registry library;
  std::mutex mutex;
  std::map<std::string, CounterFamily::Cells> counters;
  std::map<std::string, HistogramFamily::Cells> histograms;
  std::vector<std::weak_ptr<GaugeRegistration::Entry>> gauges;

  std::vector<prometheus::MetricFamily> read_gauges();
};

void Counter::add(double by) const { cell_->Increment(by); }
void Histogram::observe(double value) const { cell_->Observe(value); }

Counter CounterFamily::with(std::initializer_list<std::string_view> label_values) const {
  return Counter(cells_->with(label_values));
}

Histogram HistogramFamily::with(std::initializer_list<std::string_view> label_values) const {
  return Histogram(cells_->with(label_values, cells_->buckets));
}

GaugeRegistration::GaugeRegistration(std::shared_ptr<Entry> entry) : entry_(std::move(entry)) {}
GaugeRegistration::GaugeRegistration(GaugeRegistration&&) noexcept = default;
GaugeRegistration& GaugeRegistration::operator=(GaugeRegistration&& other) noexcept {
  // The old registration leaves with `replaced`.
  GaugeRegistration replaced(std::move(other));
  std::swap(entry_, replaced.entry_);
  return *this;
}
GaugeRegistration::~GaugeRegistration() {
  if (!entry_) return;
  const std::scoped_lock lock(entry_->mutex);
  entry_->read = nullptr;
}

Metrics::Metrics() : registry_(std::make_unique<Registry>()) {}
Metrics::~Metrics() = default;

std::vector<double> Metrics::latency_buckets() {
  return {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
}

CounterFamily Metrics::counter(const std::string& name, const std::string& help,
                               const std::vector<std::string>& label_names) {
  const std::scoped_lock lock(registry_->mutex);
  auto found = registry_->counters.find(name);
  if (found == registry_->counters.end()) {
    auto& family = prometheus::BuildCounter().Name(name).Help(help).Register(registry_->library);
    found = registry_->counters.try_emplace(name, family, label_names).first;
  }
  return CounterFamily(found->second);
}

HistogramFamily Metrics::histogram(const std::string& name, const std::string& help,
                                   const std::vector<std::string>& label_names,
                                   const std::vector<double>& buckets) {
  const std::scoped_lock lock(registry_->mutex);
  auto found = registry_->histograms.find(name);
  if (found == registry_->histograms.end()) {
    auto& family = prometheus::BuildHistogram().Name(name).Help(help).Register(registry_->library);
    found = registry_->histograms.try_emplace(name, family, label_names, buckets).first;
  }
  return HistogramFamily(found->second);
}

GaugeRegistration Metrics::gauge(std::string name, std::string help, std::function<double()> read,
                                 Labels labels) {
  if (!prometheus::CheckMetricName(name)) throw std::invalid_argument("not a metric's name: " + name);
  auto entry = std::make_shared<GaugeRegistration::Entry>();
  entry->name = std::move(name);
  entry->help = std::move(help);
  entry->labels = std::move(labels);
  entry->read = std::move(read);
  const std::scoped_lock lock(registry_->mutex);
  std::erase_if(registry_->gauges, [](const auto& gauge) { return gauge.expired(); });
  registry_->gauges.push_back(entry);
  return GaugeRegistration(std::move(entry));
}

std::vector<prometheus::MetricFamily> Metrics::Registry::read_gauges() {
  std::vector<std::shared_ptr<GaugeRegistration::Entry>> entries;
  {
    // Gauges are read without this lock: reading one may take the lock of what it measures.
    const std::scoped_lock lock(mutex);
    for (const auto& gauge : gauges) {
      if (auto entry = gauge.lock()) entries.push_back(std::move(entry));
    }
  }
  std::map<std::string, prometheus::MetricFamily> by_name;
  for (const auto& entry : entries) {
    const std::scoped_lock lock(entry->mutex);
    if (!entry->read) continue;
    prometheus::ClientMetric metric;
    for (const auto& [name, value] : entry->labels) metric.label.push_back({name, value});
    metric.gauge.value = entry->read();
    auto& family = by_name[entry->name];
    family.name = entry->name;
    family.help = entry->help;
    family.type = prometheus::MetricType::Gauge;
    family.metric.push_back(std::move(metric));
  }
  std::vector<prometheus::MetricFamily> families;
  families.reserve(by_name.size());
  for (auto& [name, family] : by_name) families.push_back(std::move(family));
  return families;
}

std::string Metrics::text() const {
  auto families = registry_->library.Collect();
  std::ranges::move(registry_->read_gauges(), std::back_inserter(families));
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace poolhouse
