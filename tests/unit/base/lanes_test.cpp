#include "base/lanes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace poolhouse {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr std::size_t kMany = 100'000;

// A pool's workers, whose time moves only here. Every job costs what its lane's jobs cost.
class Workers {
 public:
  explicit Workers(std::size_t count, std::size_t queue_max = kMany, Admission admission = Admission::on)
      : lanes(count, queue_max, admission), busy_(count) {}

  void push(Lane lane, std::size_t count = 1, Lanes::WhenLate when_late = Lanes::WhenLate::refuse) {
    for (std::size_t i = 0; i < count; ++i) {
      lanes.reserve(lane);
      lanes.push(
          lane,
          [this, lane](Lanes::Served served) { ++(served == Lanes::Served::yes ? done : too_late)[lane]; },
          when_late, now);
    }
  }
  // As many as are admitted, at most `count`.
  std::size_t offer(Lane lane, std::size_t count) {
    std::size_t admitted = 0;
    for (; admitted < count && lanes.admits(lane); ++admitted) push(lane);
    return admitted;
  }

  void work(nanoseconds time) {
    const auto end = now + time;
    for (;;) {
      for (auto& worker : busy_) {
        while (!worker && begin(worker)) {
        }
      }
      const auto next = std::ranges::min_element(
          busy_, {}, [](const auto& worker) { return worker ? worker->ends : Lanes::Instant::max(); });
      if (!*next || (*next)->ends > end) break;
      now = (*next)->ends;
      lanes.finished((*next)->turn, (*next)->took);
      next->reset();
    }
    now = end;
  }

  std::map<Lane, nanoseconds> costs = {{Lane::refresh, 1ms},        {Lane::sign_in_tokens, 1ms},
                                       {Lane::sign_in_answer, 1ms}, {Lane::sign_in, 1ms},
                                       {Lane::password_hash, 20ms}, {Lane::background, 160ms}};
  std::map<Lane, int> done;
  std::map<Lane, int> too_late;
  Lanes::Instant now;
  Lanes lanes;

 private:
  struct Busy {
    Lanes::Turn turn;
    nanoseconds took;
    Lanes::Instant ends;
  };

  // True when there is more to begin: a job that is too late takes no time.
  bool begin(std::optional<Busy>& worker) {
    auto turn = lanes.take(now);
    if (!turn) return false;
    turn->job(turn->served);
    if (turn->served == Lanes::Served::too_late) {
      lanes.finished(*turn, 0ns);
      return true;
    }
    const auto cost = costs.at(turn->lane);
    worker.emplace(Busy{std::move(*turn), cost, now + cost});
    return false;
  }

  std::vector<std::optional<Busy>> busy_;
};

TEST(Lanes, the_oldest_job_of_a_lane_comes_first) {
  Lanes lanes(3, kMany, Admission::on);
  std::string order;
  for (const char name : {'a', 'b', 'c'}) {
    lanes.reserve(Lane::sign_in);
    lanes.push(Lane::sign_in, [&order, name](Lanes::Served) { order += name; }, Lanes::WhenLate::refuse, {});
  }
  while (auto turn = lanes.take({})) turn->job(turn->served);
  EXPECT_EQ(order, "abc");
}

TEST(Lanes, admits_as_many_as_can_be_served_in_time) {
  // A lane that is known to move once a millisecond
  Workers workers(1);
  workers.push(Lane::sign_in, 150);
  workers.work(1s);
  // takes 100 ms of work and no more,
  EXPECT_NEAR(static_cast<double>(workers.offer(Lane::sign_in, kMany)), 101, 5);
  // twice as much with two workers,
  Workers two(2);
  two.push(Lane::sign_in, 300);
  two.work(1s);
  EXPECT_NEAR(static_cast<double>(two.offer(Lane::sign_in, kMany)), 201, 10);
  // and a tenth when each job costs ten times as much.
  Workers slow(1);
  slow.costs[Lane::sign_in] = 10ms;
  slow.push(Lane::sign_in, 29);
  slow.work(1s);
  EXPECT_NEAR(static_cast<double>(slow.offer(Lane::sign_in, kMany)), 11, 3);
}

TEST(Lanes, whoever_is_admitted_is_served_in_time_under_a_flood) {
  Workers workers(2);
  workers.costs[Lane::sign_in] = 3ms;
  int admitted = 0;
  // Ten times what two workers can do, for five seconds.
  for (int ms = 0; ms < 5000; ++ms) {
    admitted += static_cast<int>(workers.offer(Lane::sign_in, 7));
    workers.work(1ms);
  }
  workers.work(1s);
  EXPECT_NEAR(workers.done[Lane::sign_in], 5000 * 2 / 3 + 67, 50);
  // A first guess of 1 ms was wrong by three; that is all who waited in vain.
  EXPECT_LT(workers.too_late[Lane::sign_in], 150);
  EXPECT_EQ(workers.done[Lane::sign_in] + workers.too_late[Lane::sign_in], admitted);
}

TEST(Lanes, an_empty_lane_admits_whatever_its_jobs_cost) {
  Workers workers(1);
  workers.costs[Lane::sign_in] = 10s;
  workers.push(Lane::sign_in, 3, Lanes::WhenLate::serve);
  workers.work(60s);
  EXPECT_TRUE(workers.lanes.admits(Lane::sign_in));
}

TEST(Lanes, a_lane_that_was_slow_once_admits_bursts_again_when_it_no_longer_is) {
  Workers workers(1);
  workers.costs[Lane::sign_in] = 100ms;
  workers.push(Lane::sign_in, 20, Lanes::WhenLate::serve);
  workers.work(3s);
  EXPECT_LT(workers.offer(Lane::sign_in, kMany), 10U);
  // One at a time, so that nobody is ever seen to wait.
  workers.costs[Lane::sign_in] = 1ms;
  workers.work(3s);
  for (int i = 0; i < 2000; ++i) {
    workers.push(Lane::sign_in);
    workers.work(2ms);
  }
  EXPECT_GT(workers.offer(Lane::sign_in, kMany), 80U);
}

TEST(Lanes, a_count_bounds_a_lane_too) {
  Workers workers(1, 3);
  EXPECT_EQ(workers.offer(Lane::sign_in, 10), 3U);
  EXPECT_EQ(workers.offer(Lane::refresh, 10), 3U);
}

TEST(Lanes, a_reserved_place_counts_until_it_is_given_up) {
  Workers workers(1, 1);
  workers.lanes.reserve(Lane::sign_in);
  EXPECT_FALSE(workers.lanes.admits(Lane::sign_in));
  workers.lanes.give_up(Lane::sign_in);
  EXPECT_TRUE(workers.lanes.admits(Lane::sign_in));
}

TEST(Lanes, a_job_that_waited_too_long_is_refused_and_not_done) {
  Workers workers(1);
  workers.push(Lane::sign_in, 3);
  workers.push(Lane::sign_in, 2, Lanes::WhenLate::serve);
  // The process stood still: nobody waits for these any more,
  workers.now += 351ms;
  workers.work(1s);
  EXPECT_EQ(workers.too_late[Lane::sign_in], 3);
  // except where an attempt was counted already.
  EXPECT_EQ(workers.done[Lane::sign_in], 2);

  // Near miss.
  Workers in_time(1);
  in_time.push(Lane::sign_in, 3);
  in_time.now += 348ms;
  in_time.work(1s);
  EXPECT_EQ(in_time.done[Lane::sign_in], 3);
}

TEST(Lanes, without_admission_everything_waits_for_ever) {
  Workers workers(1, kMany, Admission::off);
  EXPECT_EQ(workers.offer(Lane::sign_in, 20'000), 20'000U);
  workers.work(30s);
  EXPECT_EQ(workers.done[Lane::sign_in], 20'000);
}

TEST(Lanes, lanes_that_all_wait_share_the_workers_time_by_their_weights) {
  struct Case {
    Lane a;
    Lane b;
  };
  for (const auto& [a, b] :
       {Case{Lane::refresh, Lane::sign_in}, Case{Lane::sign_in_answer, Lane::sign_in},
        Case{Lane::sign_in, Lane::password_hash}, Case{Lane::refresh, Lane::password_hash}}) {
    Workers workers(2, kMany, Admission::off);
    workers.push(a, 20'000);
    workers.push(b, 20'000);
    workers.work(4s);
    const auto time = [&](Lane lane) {
      return static_cast<double>(workers.done[lane]) * static_cast<double>(workers.costs[lane].count());
    };
    EXPECT_NEAR(time(a) / (time(a) + time(b)), rules_of(a).weight / (rules_of(a).weight + rules_of(b).weight),
                0.03)
        << name_of(a) << " and " << name_of(b);
  }
}

TEST(Lanes, a_flood_of_sign_ins_does_not_hold_up_a_refresh) {
  Workers workers(2);
  for (int ms = 0; ms < 2000; ++ms) {
    workers.offer(Lane::sign_in, 20);
    workers.offer(Lane::password_hash, 2);
    // No refresh waits for more than the hashes that have begun.
    if (ms % 50 == 0) workers.push(Lane::refresh);
    workers.work(1ms);
    if (ms % 50 == 25) EXPECT_EQ(workers.done[Lane::refresh], ms / 50 + 1);
  }
}

TEST(Lanes, sign_ins_that_have_begun_are_finished_before_others_begin) {
  Workers workers(2);
  // Each first step is followed by an answer and by tokens, as expensive together as three of it.
  workers.costs[Lane::sign_in_answer] = 2ms;
  int answers = 0;
  int tokens = 0;
  for (int ms = 0; ms < 5000; ++ms) {
    workers.offer(Lane::sign_in, 20);
    for (; answers < workers.done[Lane::sign_in]; ++answers) workers.offer(Lane::sign_in_answer, 1);
    for (; tokens < workers.done[Lane::sign_in_answer]; ++tokens) workers.offer(Lane::sign_in_tokens, 1);
    workers.work(1ms);
  }
  // 10 s of work are 2,500 whole sign-ins, if next to none is dropped half-way.
  EXPECT_GT(workers.done[Lane::sign_in_tokens], 2400);
  EXPECT_EQ(workers.too_late[Lane::sign_in_answer] + workers.too_late[Lane::sign_in_tokens], 0);
}

TEST(Lanes, a_lane_saves_nothing_up_while_it_has_no_work) {
  Workers workers(1, kMany, Admission::off);
  workers.push(Lane::refresh, 1000);
  workers.work(1s);
  workers.push(Lane::refresh, 1000);
  workers.push(Lane::sign_in, 1000);
  workers.work(100ms);
  EXPECT_NEAR(workers.done[Lane::sign_in], 100 / 9, 2);
}

TEST(Lanes, key_pairs_leave_a_worker_for_everybody_else) {
  Workers workers(2);
  workers.push(Lane::background, 5);
  workers.work(10ms);
  workers.push(Lane::refresh);
  workers.work(1ms);
  EXPECT_EQ(workers.done[Lane::refresh], 1);
  workers.work(1s);
  EXPECT_EQ(workers.done[Lane::background], 5);
}

}  // namespace
}  // namespace poolhouse
