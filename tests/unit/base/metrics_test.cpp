#include "base/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <string>

namespace poolhouse {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Metrics, writes_counters_in_the_text_format_of_prometheus) {
  Metrics metrics;
  const auto requests = metrics.counter("requests_total", "Requests.", {"operation", "result"});
  requests.with({"SignUp", "ok"}).add();
  requests.with({"SignUp", "ok"}).add(2);
  requests.with({"SignUp", "refused"}).add();
  EXPECT_THAT(metrics.text(), HasSubstr("# HELP requests_total Requests.\n# TYPE requests_total counter\n"));
  EXPECT_THAT(metrics.text(), HasSubstr("requests_total{operation=\"SignUp\",result=\"ok\"} 3\n"));
  EXPECT_THAT(metrics.text(), HasSubstr("requests_total{operation=\"SignUp\",result=\"refused\"} 1\n"));
}

TEST(Metrics, gives_the_same_family_for_the_same_name) {
  Metrics metrics;
  metrics.counter("c_total", "C.").with({}).add();
  metrics.counter("c_total", "C.").with({}).add();
  EXPECT_THAT(metrics.text(), HasSubstr("c_total 2\n"));
}

TEST(Metrics, counts_a_histogram_in_cumulative_buckets) {
  Metrics metrics;
  const auto seconds = metrics.histogram("seconds", "Time.", {"operation"}, {0.1, 1});
  for (const double value : {0.05, 0.5, 0.5, 5.0}) seconds.with({"SignUp"}).observe(value);
  const auto text = metrics.text();
  EXPECT_THAT(text, HasSubstr("seconds_bucket{operation=\"SignUp\",le=\"0.1\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("seconds_bucket{operation=\"SignUp\",le=\"1\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("seconds_bucket{operation=\"SignUp\",le=\"+Inf\"} 4\n"));
  EXPECT_THAT(text, HasSubstr("seconds_count{operation=\"SignUp\"} 4\n"));
}

TEST(Metrics, reads_a_gauge_when_asked_and_forgets_it_with_its_registration) {
  Metrics metrics;
  double queued = 1;
  std::optional registration =
      metrics.gauge("queued", "Jobs.", [&queued] { return queued; }, {{"lane", "refresh"}});
  queued = 7;
  EXPECT_THAT(metrics.text(), HasSubstr("queued{lane=\"refresh\"} 7\n"));
  registration.reset();
  EXPECT_THAT(metrics.text(), Not(HasSubstr("queued")));
}

TEST(Metrics, escapes_label_values) {
  Metrics metrics;
  metrics.counter("c_total", "C.", {"v"}).with({"a\"b\\c\nd"}).add();
  EXPECT_THAT(metrics.text(), HasSubstr(R"(c_total{v="a\"b\\c\nd"} 1)"));
}

TEST(Metrics, keeps_apart_values_that_read_the_same_when_joined) {
  Metrics metrics;
  const auto family = metrics.counter("c_total", "C.", {"a", "b"});
  family.with({"x", "yz"}).add();
  family.with({"xy", "z"}).add();
  EXPECT_THAT(metrics.text(), HasSubstr("c_total{a=\"x\",b=\"yz\"} 1\n"));
  EXPECT_THAT(metrics.text(), HasSubstr("c_total{a=\"xy\",b=\"z\"} 1\n"));
}

TEST(Metrics, counts_combinations_beyond_the_bound_under_other) {
  Metrics metrics;
  const auto family = metrics.counter("c_total", "C.", {"v"});
  for (int i = 0; i < 2010; ++i) family.with({std::to_string(i)}).add();
  EXPECT_THAT(metrics.text(), HasSubstr("c_total{v=\"1999\"} 1\n"));
  EXPECT_THAT(metrics.text(), Not(HasSubstr("c_total{v=\"2000\"}")));
  EXPECT_THAT(metrics.text(), HasSubstr("c_total{v=\"other\"} 10\n"));
}

TEST(Metrics, refuses_wrong_use) {
  Metrics metrics;
  EXPECT_THROW(static_cast<void>(metrics.counter("c_total", "C.", {"a"}).with({})), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(metrics.gauge("not a name", "", [] { return 0.0; })), std::invalid_argument);
}

}  // namespace
}  // namespace poolhouse
