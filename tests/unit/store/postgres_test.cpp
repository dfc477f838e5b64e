// What only PostgreSQL can do wrong: collisions, connections that break, a server that is away.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <charconv>
#include <future>
#include <latch>

#include "store/backends.h"
#include "store/postgres_connection.h"
#include "store/tcp_proxy.h"

namespace poolhouse::store {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Verdict = TcpProxy::Verdict;

std::uint16_t server_port() {
  const auto url = postgres_url();
  const auto colon = url.rfind(':');
  std::uint16_t port = 0;
  std::from_chars(url.data() + colon + 1, url.data() + url.size(), port);
  return port;
}

class Postgres : public ::testing::Test {
 protected:
  void SetUp() override {
    if (postgres_url().empty()) GTEST_SKIP() << kWhyNoPostgres;
    schema_ = std::make_unique<TemporarySchema>();
  }
  [[nodiscard]] std::string url(std::string_view settings = "") const { return schema_->url(settings); }
  std::unique_ptr<Store> open(PostgresOptions options) {
    options.observer = &listener_;
    return open_postgres(options, here_, test_migrations());
  }
  // Two connections straight to the server.
  std::unique_ptr<Store> open() { return open({.url = url(), .connections = 2}); }

  static void add_one(Connection& db) { db.execute("UPDATE counter SET value = value + 1 WHERE name = 'a'"); }
  static std::int64_t value(Connection& db) {
    return db.query_one("SELECT value FROM counter WHERE name = 'a'")->integer(0);
  }
  static std::int64_t value(Store& store) {
    return read(store, [](Connection& db) { return value(db); });
  }

  InlineExecutor here_;
  std::unique_ptr<TemporarySchema> schema_;
  Listener listener_;
};

// --- collisions

// A write whose first run is sure to collide with another that commits between its read and its write. How
// often it ran.
int run_into_a_collision(Store& store) {
  std::latch has_read(1);
  std::latch other_is_done(1);
  std::atomic<int> runs = 0;
  auto loser = std::async(std::launch::async, [&] {
    write(store, [&](Connection& db) {
      const auto seen = db.query_one("SELECT value FROM counter WHERE name = 'a'")->integer(0);
      if (++runs == 1) {
        has_read.count_down();
        other_is_done.wait();
      }
      db.execute("UPDATE counter SET value = $1 WHERE name = 'a'", {seen + 1});
    });
  });
  has_read.wait();
  write(store, [](Connection& db) { db.execute("UPDATE counter SET value = value + 10 WHERE name = 'a'"); });
  other_is_done.count_down();
  loser.get();
  return runs;
}

TEST_F(Postgres, a_serialisation_failure_runs_the_function_again) {
  const auto store = open();
  EXPECT_EQ(run_into_a_collision(*store), 2);
  EXPECT_EQ(value(*store), 11);
}

TEST_F(Postgres, a_write_that_never_gets_its_turn_may_be_asked_for_again) {
  const auto store = open({.url = url(), .connections = 2, .serialization_retries_max = 0});
  EXPECT_THROW(run_into_a_collision(*store), TooBusy);
  EXPECT_EQ(value(*store), 10);
}

TEST_F(Postgres, a_serialisation_failure_that_the_function_caught_is_retried_all_the_same) {
  const auto store = open();
  std::atomic<int> runs = 0;
  write(*store, [&](Connection& db) {
    try {
      if (++runs == 1) db.execute("DO $do$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $do$");
      add_one(db);
    } catch (const std::exception&) {
    }
  });
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(value(*store), 1);
}

TEST_F(Postgres, two_writes_that_lock_each_other_out_are_both_done) {
  const auto store = open({.url = url("-cdeadlock_timeout=10ms"), .connections = 2});
  std::latch both_hold_one(2);
  const auto lock = [&](std::string_view first, std::string_view second) {
    write(*store, [&, runs = 0](Connection& db) mutable {
      db.count_changed("UPDATE counter SET value = value + 1 WHERE name = $1", {std::string(first)});
      if (++runs == 1) both_hold_one.arrive_and_wait();
      db.count_changed("UPDATE counter SET value = value + 1 WHERE name = $1", {std::string(second)});
    });
  };
  auto one = std::async(std::launch::async, lock, "a", "b");
  lock("b", "a");
  one.get();
  EXPECT_EQ(value(*store), 2);
}

// --- round trips

TEST_F(Postgres, what_nobody_waits_for_goes_along_with_what_has_an_answer) {
  std::atomic<int> sent = 0;
  TcpProxy proxy(server_port(), [&](std::string_view) {
    ++sent;
    return Verdict::pass;
  });
  const auto store = open({.url = proxy.lead_here(url()), .connections = 1});
  const auto work = [](Connection& db) {
    const auto seen = value(db);
    for (int i = 0; i < 10; ++i) add_one(db);
    return seen;
  };
  // Given statements that the server knows already,
  write(*store, work);
  sent = 0;
  // then BEGIN goes with the question, and the ten changes with COMMIT.
  EXPECT_EQ(write(*store, work), 10);
  EXPECT_EQ(sent, 2);
}

// --- connections that break

TEST_F(Postgres, a_connection_killed_inside_a_write_runs_it_once_more) {
  const auto store = open();
  std::atomic<int> runs = 0;
  write(*store, [&](Connection& db) {
    add_one(db);
    if (++runs == 1) db.query("SELECT pg_terminate_backend(pg_backend_pid())");
    add_one(db);
  });
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(value(*store), 2);
  EXPECT_THAT(listener_.notes(), Contains(HasSubstr("the connection to PostgreSQL was lost")));
}

TEST_F(Postgres, a_connection_killed_inside_a_read_runs_it_once_more) {
  const auto store = open();
  std::atomic<int> runs = 0;
  const auto seen = read(*store, [&](Connection& db) {
    if (++runs == 1) db.query("SELECT pg_terminate_backend(pg_backend_pid())");
    return value(db);
  });
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(seen, 0);
}

TEST_F(Postgres, a_write_whose_connections_die_twice_is_given_up) {
  const auto store = open();
  std::atomic<int> runs = 0;
  EXPECT_THROW(write(*store,
                     [&](Connection& db) {
                       ++runs;
                       add_one(db);
                       db.query("SELECT pg_terminate_backend(pg_backend_pid())");
                     }),
               Unavailable);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(value(*store), 0);
}

TEST_F(Postgres, connections_killed_while_idle_are_not_noticed_by_the_next_jobs) {
  const auto store = open({.url = url() + "&application_name=to%20be%20killed", .connections = 2});
  EXPECT_TRUE(store->reachable());
  for (int i = 0; i < 4; ++i) value(*store);
  PostgresConnection killer(url(), 5s);
  // Only this test's sessions: another test may run on the same server.
  killer.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'to be killed'",
      Params{});
  for (int i = 0; i < 4; ++i) write(*store, add_one);
  EXPECT_EQ(value(*store), 4);
  EXPECT_TRUE(store->reachable());
}

bool is_commit(std::string_view bytes) { return bytes.find("COMMIT") != std::string_view::npos; }

TEST_F(Postgres, a_commit_whose_answer_is_lost_is_neither_acknowledged_nor_run_again) {
  struct Case {
    Verdict verdict;
    std::int64_t stored;  // what the client cannot know
  };
  for (const auto& c : {Case{Verdict::cut_before, 0}, Case{Verdict::cut_after, 1}}) {
    std::atomic<bool> armed = false;
    TcpProxy proxy(server_port(), [&](std::string_view bytes) {
      return armed && is_commit(bytes) ? c.verdict : Verdict::pass;
    });
    const auto store = open({.url = proxy.lead_here(url()), .connections = 1});
    write(*store, [](Connection& db) { db.execute("UPDATE counter SET value = 0"); });
    std::atomic<int> runs = 0;
    armed = true;
    try {
      write(*store, [&](Connection& db) {
        ++runs;
        add_one(db);
      });
      ADD_FAILURE() << "acknowledged";
    } catch (const Unavailable& unavailable) {
      EXPECT_THAT(unavailable.what(), HasSubstr("the outcome of a COMMIT is unknown"));
    }
    armed = false;
    EXPECT_EQ(runs, 1);
    EXPECT_EQ(value(*store), c.stored);
  }
}

TEST_F(Postgres, a_connection_cut_before_the_commit_is_a_delay_and_not_an_error) {
  std::atomic<int> cuts = 0;
  TcpProxy proxy(server_port(), [&](std::string_view bytes) {
    return bytes.find("value + 1") != std::string_view::npos && ++cuts == 1 ? Verdict::cut_before
                                                                            : Verdict::pass;
  });
  const auto store = open({.url = proxy.lead_here(url()), .connections = 1});
  write(*store, add_one);
  EXPECT_EQ(cuts, 2);
  EXPECT_EQ(value(*store), 1);
}

TEST_F(Postgres, a_server_that_falls_silent_is_given_up_after_twice_the_statement_timeout) {
  std::atomic<int> sent = 0;
  TcpProxy proxy(server_port(), [&](std::string_view bytes) {
    return bytes.find("value + 1") != std::string_view::npos && ++sent == 1 ? Verdict::silence
                                                                            : Verdict::pass;
  });
  const auto store = open({.url = proxy.lead_here(url()), .connections = 1, .statement_timeout = 100ms});
  write(*store, add_one);
  EXPECT_EQ(sent, 2);
  EXPECT_THAT(listener_.notes(), ElementsAre(HasSubstr("the server does not answer")));
  EXPECT_EQ(value(*store), 1);
}

TEST(FellSilent, includes_what_was_opened_before_and_leaves_it_time_to_answer) {
  const auto at = std::chrono::steady_clock::time_point(1h);
  struct Case {
    const char* what;
    std::chrono::milliseconds opened;  // after it was noticed
    std::chrono::milliseconds now;
    bool unusable;
    bool given_up;
  };
  const std::vector<Case> cases{
      {"older, and used at once", -1ms, 0ms, true, false},
      {"older, and waited for", -1ms, FellSilent::kTimeToAnswer, true, false},
      {"older, and waited for too long", -1ms, FellSilent::kTimeToAnswer + 1ms, true, true},
      {"the new one", 0ms, 2000ms, false, false},
      {"newer", 1ms, 2000ms, false, false},
  };
  FellSilent fell_silent;
  for (const auto& c : cases) {
    EXPECT_FALSE(fell_silent.includes(at + c.opened)) << c.what << ", before anything was noticed";
    EXPECT_FALSE(fell_silent.includes_waiting(at + c.opened, at + c.now)) << c.what;
  }
  fell_silent.noticed(at);
  for (const auto& c : cases) {
    EXPECT_EQ(fell_silent.includes(at + c.opened), c.unusable) << c.what;
    EXPECT_EQ(fell_silent.includes_waiting(at + c.opened, at + c.now), c.given_up) << c.what;
  }
}

TEST_F(Postgres, a_statement_that_takes_too_long_is_cancelled) {
  const auto store = open({.url = url(), .connections = 1, .statement_timeout = 100ms});
  EXPECT_THROW(read(*store, [](Connection& db) { db.query("SELECT pg_sleep(60) IS NULL"); }), Unavailable);
  EXPECT_EQ(value(*store), 0);
}

// --- a server that is away

TEST_F(Postgres, waits_for_a_database_that_is_late_and_says_so) {
  TcpProxy proxy(server_port(), [](std::string_view) { return Verdict::pass; });
  proxy.server_is_away(true);
  class OnNote final : public StoreObserver {
   public:
    explicit OnNote(TcpProxy& proxy) : proxy_(proxy) {}
    void note(std::string_view sentence) override {
      notes.emplace_back(sentence);
      proxy_.server_is_away(false);
    }
    std::vector<std::string> notes;

   private:
    TcpProxy& proxy_;
  } observer(proxy);
  const auto store = open_postgres({.url = proxy.lead_here(url()), .connections = 1, .observer = &observer},
                                   here_, test_migrations());
  EXPECT_EQ(value(*store), 0);
  EXPECT_THAT(observer.notes,
              ElementsAre(HasSubstr("Waiting up to 60 s for the database postgres://127.0.0.1:"),
                          HasSubstr("answers.")));
}

TEST_F(Postgres, a_job_waits_for_a_server_that_comes_back) {
  TcpProxy proxy(server_port(), [](std::string_view) { return Verdict::pass; });
  const auto store = open({.url = proxy.lead_here(url()), .connections = 1});
  EXPECT_EQ(value(*store), 0);
  proxy.server_is_away(true);
  auto late = std::async(std::launch::async, [&] { write(*store, add_one); });
  while (listener_.notes().empty()) std::this_thread::yield();  // until it has lost its connection
  proxy.server_is_away(false);
  late.get();
  EXPECT_EQ(value(*store), 1);
}

TEST_F(Postgres, a_job_is_refused_when_the_server_stays_away_and_served_when_it_is_back) {
  TcpProxy proxy(server_port(), [](std::string_view) { return Verdict::pass; });
  const auto store = open({.url = proxy.lead_here(url()), .connections = 1, .reconnect_patience = 60ms});
  EXPECT_EQ(value(*store), 0);
  proxy.server_is_away(true);
  EXPECT_THROW(write(*store, add_one), Unavailable);
  EXPECT_THROW(value(*store), Unavailable);
  EXPECT_FALSE(store->reachable());
  proxy.server_is_away(false);
  EXPECT_TRUE(store->reachable());
  // The pause between two attempts is at most half a second; a job of the old patience may fall into it.
  for (int tries = 0;; ++tries) {
    try {
      write(*store, add_one);
      break;
    } catch (const Unavailable&) {
      ASSERT_LT(tries, 20);
    }
  }
  EXPECT_EQ(value(*store), 1);
}

// --- settings

TEST_F(Postgres, never_tells_the_password) {
  struct Case {
    const char* what;
    std::string url;
  };
  const std::vector<Case> cases{
      {"no server there", "postgres://someone:s3cret@127.0.0.1:1/db"},
      {"no such database",
       "postgres://someone:s3cret@127.0.0.1:" + std::to_string(server_port()) + "/nothing"},
      {"not a port", "postgres://someone:s3cret@127.0.0.1:port/db"},
      {"not a URL", "s3cret"},
      {"bad encoding", "postgres://someone:s3cret%zz@127.0.0.1/db"},
      {"unknown setting", "postgres://someone:s3cret@127.0.0.1/db?s3cret=1"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    try {
      open({.url = c.url, .wait_for_database = 0s});
      ADD_FAILURE() << "opened";
    } catch (const std::runtime_error& error) {
      EXPECT_THAT(error.what(), Not(HasSubstr("s3cret")));
    }
  }
  for (const auto& note : listener_.notes()) EXPECT_THAT(note, Not(HasSubstr("s3cret")));
}

TEST_F(Postgres, waits_for_the_disk_although_the_server_was_told_not_to) {
  const auto setting = [&](std::string_view configured) {
    const auto store = open({.url = url(configured), .connections = 1});
    return read(*store, [](Connection& db) {
      return db.query_one("SELECT current_setting('synchronous_commit')")->text(0);
    });
  };
  EXPECT_EQ(setting("-csynchronous_commit=off"), "on");
  EXPECT_EQ(setting("-csynchronous_commit=remote_apply"), "remote_apply");
}

TEST_F(Postgres, keeps_a_bounded_number_of_prepared_statements) {
  const auto store = open({.url = url(), .connections = 1});
  const auto prepared = read(*store, [](Connection& db) {
    for (int i = 0; i < 700; ++i) db.query("SELECT " + std::to_string(i));
    return db.query_one("SELECT count(*) FROM pg_prepared_statements")->integer(0);
  });
  EXPECT_EQ(prepared, static_cast<std::int64_t>(kCachedStatements));
}

TEST_F(Postgres, prepares_a_statement_anew_that_the_server_has_forgotten) {
  const auto store = open({.url = url(), .connections = 1});
  EXPECT_EQ(value(*store), 0);
  read(*store, [](Connection& db) {
    db.query("SELECT 1");
    db.execute("DEALLOCATE ALL");
  });
  EXPECT_EQ(value(*store), 0);
}

}  // namespace
}  // namespace poolhouse::store
