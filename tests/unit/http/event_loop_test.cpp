#include "http/event_loop.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <future>
#include <latch>
#include <optional>
#include <thread>

namespace poolhouse::http {
namespace {

using namespace std::chrono_literals;

TEST(EventLoop, runs_what_is_posted_on_another_thread) {
  EventLoop loop(2);
  std::promise<std::thread::id> ran_on;
  loop.post([&ran_on] { ran_on.set_value(std::this_thread::get_id()); });
  EXPECT_NE(ran_on.get_future().get(), std::this_thread::get_id());
}

TEST(EventLoop, runs_a_timer_once) {
  EventLoop loop(1);
  std::promise<void> ran;
  const auto timer = loop.after(1ms, [&ran] { ran.set_value(); });
  ran.get_future().wait();
}

TEST(EventLoop, runs_a_periodic_timer_until_it_is_destroyed) {
  EventLoop loop(1);
  std::atomic<int> runs = 0;
  std::latch three(3);
  {
    const auto timer = loop.every(1ms, [&] {
      if (++runs <= 3) three.count_down();
    });
    three.wait();
  }
  const int until_destroyed = runs;
  std::promise<void> later;
  const auto timer = loop.after(5ms, [&later] { later.set_value(); });
  later.get_future().wait();
  EXPECT_EQ(runs, until_destroyed);
}

TEST(EventLoop, does_not_run_a_timer_that_is_gone) {
  EventLoop loop(1);
  bool ran = false;
  {
    const auto timer = loop.after(1ms, [&ran] { ran = true; });
  }
  std::promise<void> later;
  const auto timer = loop.after(5ms, [&later] { later.set_value(); });
  later.get_future().wait();
  EXPECT_FALSE(ran);
}

TEST(EventLoop, waits_for_a_running_timer_that_is_being_destroyed) {
  EventLoop loop(1);
  std::promise<void> begun;
  std::atomic<bool> ended = false;
  {
    const auto timer = loop.after(0ms, [&] {
      begun.set_value();
      for (int i = 0; i < 1000; ++i) std::this_thread::yield();
      ended = true;
    });
    begun.get_future().wait();
  }
  EXPECT_TRUE(ended);
}

TEST(EventLoop, lets_a_timer_destroy_itself) {
  EventLoop loop(1);
  std::promise<void> ran;
  std::optional<Timer> timer;
  loop.post([&] {
    timer = loop.every(1ms, [&] {
      timer.reset();
      ran.set_value();
    });
  });
  ran.get_future().wait();
}

TEST(EventLoop, tells_of_each_signal) {
  EventLoop loop(1);
  std::promise<int> first;
  std::promise<int> second;
  loop.on_signal({SIGUSR1, SIGUSR2},
                 [&, n = 0](int signal) mutable { (n++ == 0 ? first : second).set_value(signal); });
  std::raise(SIGUSR1);
  EXPECT_EQ(first.get_future().get(), SIGUSR1);
  std::raise(SIGUSR2);
  EXPECT_EQ(second.get_future().get(), SIGUSR2);
}

}  // namespace
}  // namespace poolhouse::http
