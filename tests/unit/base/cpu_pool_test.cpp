#include "base/cpu_pool.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <future>
#include <map>
#include <mutex>
#include <thread>

#include "base/sync_wait.h"

namespace poolhouse {
namespace {

Task<int> answer_from(CpuPool& pool) {
  co_return co_await pool.run(Lane::sign_in, [] { return 42; });
}

Task<int> failure_from(CpuPool& pool) {
  co_return co_await pool.run(Lane::sign_in, []() -> int { throw std::runtime_error("no"); });
}

TEST(CpuPool, gives_back_the_result_of_the_work) {
  InlineExecutor here;
  CpuPool pool({.threads = 2}, here);
  EXPECT_EQ(sync_wait(answer_from(pool)), 42);
}

TEST(CpuPool, gives_back_what_the_work_threw) {
  InlineExecutor here;
  CpuPool pool({.threads = 2}, here);
  EXPECT_THROW(sync_wait(failure_from(pool)), std::runtime_error);
}

TEST(CpuPool, refuses_at_once_when_the_lane_is_full_and_leaves_other_lanes_open) {
  InlineExecutor here;
  CpuPool pool({.threads = 1, .queue_max = 1}, here);
  // Given a worker that is busy and one job waiting in the sign-in lane,
  std::promise<void> started;
  std::promise<void> release;
  auto gate = release.get_future().share();
  auto busy = [](CpuPool& p, std::promise<void>& begun, std::shared_future<void> until) -> Task<bool> {
    co_return co_await p.run(Lane::sign_in, [&begun, until] {
      begun.set_value();
      until.wait();
      return true;
    });
  };
  auto first = std::async(std::launch::async, [&] { return sync_wait(busy(pool, started, gate)); });
  started.get_future().wait();
  auto second = std::async(std::launch::async, [&] { return sync_wait(answer_from(pool)); });
  while (pool.queued(Lane::sign_in) == 0) std::this_thread::yield();

  // when another sign-in comes, then it is refused at once, however it asks,
  EXPECT_THROW(sync_wait(answer_from(pool)), LaneFull);
  EXPECT_THROW(pool.require_room(Lane::sign_in), LaneFull);
  EXPECT_THROW((void)pool.reserve(Lane::sign_in), LaneFull);

  // and the refresh lane still takes work.
  auto refresh = [](CpuPool& p) -> Task<int> { co_return co_await p.run(Lane::refresh, [] { return 7; }); };
  auto third = std::async(std::launch::async, [&] { return sync_wait(refresh(pool)); });
  release.set_value();
  EXPECT_EQ(third.get(), 7);
  EXPECT_EQ(second.get(), 42);
  EXPECT_TRUE(first.get());
}

TEST(CpuPool, each_worker_says_once_that_it_has_nothing_to_do) {
  InlineExecutor here;
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::thread::id, int> said;
  {
    const auto say = [&] {
      const std::scoped_lock lock(mutex);
      ++said[std::this_thread::get_id()];
      changed.notify_all();
    };
    CpuPool pool({.threads = 2, .when_idle = say, .idle_after = std::chrono::milliseconds(1)}, here);
    std::unique_lock lock(mutex);
    ASSERT_TRUE(changed.wait_for(lock, std::chrono::seconds(10), [&] { return said.size() == 2; }));
  }
  for (const auto& [worker, times] : said) EXPECT_EQ(times, 1);
}

TEST(CpuPool, a_place_is_kept_until_it_is_used_or_given_up) {
  InlineExecutor here;
  CpuPool pool({.threads = 1, .queue_max = 1}, here);
  {
    const auto place = pool.reserve(Lane::sign_in);
    EXPECT_THROW(pool.require_room(Lane::sign_in), LaneFull);
  }
  EXPECT_NO_THROW(pool.require_room(Lane::sign_in));

  auto use = [](CpuPool& p) -> Task<int> {
    auto place = p.reserve(Lane::sign_in);
    co_return co_await p.run(std::move(place), [] { return 7; });
  };
  EXPECT_EQ(sync_wait(use(pool)), 7);
  EXPECT_NO_THROW(pool.require_room(Lane::sign_in));
}

TEST(CpuPool, tells_its_observer_who_waited_and_who_was_refused) {
  struct Counts : LaneObserver {
    void waited(Lane, std::chrono::nanoseconds) override { ++served; }
    void refused(Lane) override { ++turned_away; }
    std::atomic<int> served = 0;
    std::atomic<int> turned_away = 0;
  } counts;
  InlineExecutor here;
  CpuPool pool({.threads = 1, .queue_max = 1, .observer = &counts}, here);
  EXPECT_EQ(sync_wait(answer_from(pool)), 42);
  const auto place = pool.reserve(Lane::sign_in);
  EXPECT_THROW(sync_wait(answer_from(pool)), LaneFull);
  EXPECT_EQ(counts.served, 1);
  EXPECT_EQ(counts.turned_away, 1);
}

}  // namespace
}  // namespace poolhouse
