#include "main/store_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/time.h"

namespace poolhouse {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

TEST(StoreMetrics, count_commits_their_writes_and_reads) {
  ManualClock clock;
  Log quiet(LogFormat::json, LogLevel::error, clock, -1);
  Metrics metrics;
  StoreMetrics observer(metrics, quiet);
  observer.committed(3, milliseconds(2));
  observer.committed(64, milliseconds(3));
  observer.read_took(milliseconds(1));
  observer.note("not for the metrics");
  const auto text = metrics.text();
  EXPECT_THAT(text, HasSubstr("poolhouse_store_commit_seconds_count 2"));
  EXPECT_THAT(text, HasSubstr("poolhouse_store_commit_seconds_sum 0.005"));
  EXPECT_THAT(text, HasSubstr("poolhouse_store_commit_writes_sum 67"));
  EXPECT_THAT(text, HasSubstr("poolhouse_store_commit_writes_bucket{le=\"4\"} 1"));
  EXPECT_THAT(text, HasSubstr("poolhouse_store_read_seconds_count 1"));
}

}  // namespace
}  // namespace poolhouse
