#include "main/readiness.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/sync_wait.h"
#include "base/time.h"
#include "main/health_routes.h"

namespace poolhouse {
namespace {

using std::chrono::seconds;

struct ReadinessTest : ::testing::Test {
  ~ReadinessTest() override { ::close(nowhere); }

  ManualClock clock;
  int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  Log quiet{LogFormat::json, LogLevel::error, clock, nowhere};
  bool reachable = true;
  bool throws = false;
  Readiness readiness{[this] {
                        if (throws) throw std::runtime_error("away");
                        return reachable;
                      },
                      quiet};
  Readiness::Now now = std::chrono::steady_clock::now();
};

TEST_F(ReadinessTest, is_not_ready_before_the_database_was_asked) {
  EXPECT_EQ(readiness.refusal(now), "the database has not been asked yet");
}

TEST_F(ReadinessTest, follows_the_database_there_and_back_by_itself) {
  readiness.probe(now);
  EXPECT_EQ(readiness.refusal(now), std::nullopt);
  reachable = false;
  readiness.probe(now);
  EXPECT_EQ(readiness.refusal(now), "the database does not answer");
  reachable = true;
  readiness.probe(now);
  EXPECT_EQ(readiness.refusal(now), std::nullopt);
  throws = true;
  readiness.probe(now);
  EXPECT_EQ(readiness.refusal(now), "the database does not answer");
}

TEST_F(ReadinessTest, does_not_believe_an_answer_that_has_grown_old) {
  readiness.probe(now);
  EXPECT_EQ(readiness.refusal(now + Readiness::kFreshFor), std::nullopt);
  EXPECT_EQ(readiness.refusal(now + Readiness::kFreshFor + seconds(1)),
            "the database takes too long to answer");
}

TEST_F(ReadinessTest, once_closed_stays_closed) {
  readiness.probe(now);
  readiness.close("shutting down");
  readiness.probe(now);
  EXPECT_EQ(readiness.refusal(now), "shutting down");
}

struct HealthRoutesTest : ReadinessTest {
  HealthRoutesTest() { add_health_routes(router, readiness, metrics); }
  http::Response get(const std::string& path) {
    http::Request request;
    request.method = "GET";
    request.path = path;
    return sync_wait(router.handle(std::move(request)));
  }
  Metrics metrics;
  http::Router router;
};

TEST_F(HealthRoutesTest, the_process_is_healthy_although_the_database_is_away) {
  reachable = false;
  readiness.probe(now);
  EXPECT_EQ(get("/healthz").status, 200);
  const auto answer = get("/readyz");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.body, "not ready: the database does not answer\n");
}

TEST_F(HealthRoutesTest, a_ready_node_says_so_and_nobody_may_remember_it) {
  readiness.probe(std::chrono::steady_clock::now());
  const auto answer = get("/readyz");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.find("Cache-Control"), "no-store");
}

TEST_F(HealthRoutesTest, metrics_are_text_for_prometheus) {
  metrics.counter("poolhouse_something_total", "Something.").with({}).add();
  const auto answer = get("/metrics");
  EXPECT_EQ(answer.headers.find("Content-Type"), Metrics::kContentType);
  EXPECT_TRUE(answer.body.contains("poolhouse_something_total 1"));
}

}  // namespace
}  // namespace poolhouse
