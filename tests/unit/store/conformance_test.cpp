// What both engines promise. Each engine passes the same tests.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <limits>
#include <thread>

#include "store/backends.h"

namespace poolhouse::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class Conformance : public ::testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    if (GetParam() == Engine::postgres && postgres_url().empty()) GTEST_SKIP() << kWhyNoPostgres;
    database_ = std::make_unique<Database>(GetParam());
    store_ = database_->open();
  }

  std::int64_t counter(const std::string& name) {
    return read(*store_, [&](Connection& db) {
      return db.query_one("SELECT value FROM counter WHERE name = $1", {name})->integer(0);
    });
  }
  void reopen() {
    store_.reset();
    store_ = database_->open();
  }

  std::unique_ptr<Database> database_;
  std::unique_ptr<Store> store_;
};

INSTANTIATE_TEST_SUITE_P(Engines, Conformance, ::testing::Values(Engine::sqlite, Engine::postgres), name_of);

void add_one(Connection& db, const std::string& name) {
  const auto value = db.query_one("SELECT value FROM counter WHERE name = $1", {name})->integer(0);
  db.execute("UPDATE counter SET value = $2 WHERE name = $1", {name, value + 1});
}

// --- values

TEST_P(Conformance, gives_back_every_value_as_it_was_stored) {
  const std::vector<std::pair<const char*, Value>> cases{
      {"number", std::int64_t{0}},
      {"number", std::int64_t{-1}},
      {"number", std::numeric_limits<std::int64_t>::max()},
      {"number", std::numeric_limits<std::int64_t>::min()},
      {"number", std::monostate{}},
      {"words", std::string()},
      {"words", std::string("plain")},
      {"words", std::string("12")},
      {"words", std::string("'; DROP TABLE item; --")},
      {"words", std::string("zażółć 泳池 🏊 \u0301")},
      {"words", std::string(100'000, 'x')},
      {"words", std::monostate{}},
      {"bytes", Blob{}},
      {"bytes", Blob{std::string("\0a\0\xff\xfe\\x00\n\0", 10)}},
      {"bytes", Blob{std::string(100'000, '\0')}},
      {"bytes", std::monostate{}},
  };
  for (const auto& [column, value] : cases) {
    SCOPED_TRACE(column);
    const std::string name = column;
    const auto insert = "INSERT INTO item(pool, key, " + name + ") VALUES ($1, $2, $3) RETURNING " + name;
    const auto select = "SELECT " + name + " FROM item";
    const std::vector<Value> params{"p", "k", value};
    const auto returned = write(*store_, [&](Connection& db) {
      db.execute("DELETE FROM item");
      return db.query(insert, Params(params)).at(0);
    });
    const auto stored = read(*store_, [&](Connection& db) { return db.query_one(select).value(); });
    for (const auto& row : {returned, stored}) {
      if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        EXPECT_EQ(row.integer(0), *integer);
      } else if (const auto* text = std::get_if<std::string>(&value)) {
        EXPECT_EQ(row.text(0), *text);
      } else if (const auto* blob = std::get_if<Blob>(&value)) {
        EXPECT_EQ(row.blob(0), blob->bytes);
      } else {
        EXPECT_TRUE(row.is_null(0));
        EXPECT_EQ(row.optional_integer(0), std::nullopt);
        EXPECT_EQ(row.optional_text(0), std::nullopt);
        EXPECT_EQ(row.optional_blob(0), std::nullopt);
      }
    }
  }
}

TEST_P(Conformance, a_column_asked_for_another_type_is_a_bug) {
  const auto row = read(*store_, [](Connection& db) {
    return db.query_one("SELECT value, name FROM counter WHERE name = 'a'").value();
  });
  EXPECT_EQ(row.integer(0), 0);
  EXPECT_THROW((void)row.text(0), std::logic_error);
  EXPECT_THROW((void)row.blob(0), std::logic_error);
  EXPECT_THROW((void)row.integer(1), std::logic_error);
  EXPECT_THROW((void)row.integer(2), std::logic_error);
}

TEST_P(Conformance, a_null_parameter_does_not_narrow_the_integers_that_follow_it) {
  const auto value_or_zero = [&](Value value) {
    return read(*store_,
                [&](Connection& db) { return db.query_one("SELECT COALESCE($1, 0)", {value})->integer(0); });
  };
  EXPECT_EQ(value_or_zero(std::monostate{}), 0);
  EXPECT_EQ(value_or_zero(std::int64_t{1} << 40), std::int64_t{1} << 40);
}

TEST_P(Conformance, binds_parameters_by_their_number_and_not_by_their_place) {
  const auto row = read(*store_, [](Connection& db) {
    return db.query_one("SELECT CAST($2 AS TEXT), CAST($1 AS TEXT), CAST($2 AS TEXT)", {"one", "two"})
        .value();
  });
  EXPECT_THAT((std::vector{row.text(0), row.text(1), row.text(2)}), ElementsAre("two", "one", "two"));
}

TEST_P(Conformance, pages_by_key_in_the_order_of_bytes) {
  const std::vector<std::string> in_order{"",  "A", "B", "Z", "_", "a",  "aa",
                                          "b", "z", "~", "Ä", "ä", "泳", "🏊"};
  write(*store_, [&](Connection& db) {
    for (const auto& key : in_order) {
      db.execute("INSERT INTO item(pool, key) VALUES ($1, $2), ($3, $2)", {"p", key, "another"});
    }
  });
  std::vector<std::string> seen{""};
  for (;;) {
    const auto page = read(*store_, [&](Connection& db) {
      return db.query("SELECT key FROM item WHERE pool = $1 AND key > $2 ORDER BY key LIMIT $3",
                      {"p", seen.back(), 3});
    });
    for (const auto& row : page) seen.push_back(row.text(0));
    if (page.size() < 3) break;
  }
  EXPECT_EQ(seen, in_order);
}

// --- statements

TEST_P(Conformance, counts_the_rows_that_changed) {
  const auto changed = [&](std::string_view sql) {
    return write(*store_, [&](Connection& db) { return db.count_changed(sql); });
  };
  EXPECT_EQ(changed("INSERT INTO item(pool, key) VALUES ('p', '1'), ('p', '2'), ('p', '3')"), 3);
  EXPECT_EQ(changed("UPDATE item SET number = 1 WHERE key > '1'"), 2);
  EXPECT_EQ(changed("UPDATE item SET number = 1 WHERE key = 'none'"), 0);
  EXPECT_EQ(changed("INSERT INTO item(pool, key) VALUES ('p', '1') ON CONFLICT DO NOTHING"), 0);
  EXPECT_EQ(changed("INSERT INTO item(pool, key) VALUES ('p', '1'), ('p', '4') ON CONFLICT DO NOTHING"), 1);
  EXPECT_EQ(changed("INSERT INTO item(pool, key) VALUES ('p', '1')"
                    " ON CONFLICT (pool, key) DO UPDATE SET number = 5"),
            1);
  EXPECT_EQ(changed("SELECT key FROM item"), 0);
  EXPECT_EQ(changed("DELETE FROM item"), 4);
}

TEST_P(Conformance, returning_gives_the_rows_that_changed) {
  const auto rows = write(*store_, [](Connection& db) {
    return db.query("UPDATE counter SET value = value + $1 WHERE name = $2 RETURNING name, value", {5, "a"});
  });
  ASSERT_EQ(rows.size(), 1);
  EXPECT_EQ(rows.front().text(0), "a");
  EXPECT_EQ(rows.front().integer(1), 5);
}

TEST_P(Conformance, the_loser_of_a_race_for_a_key_gets_no_row) {
  const auto claim = [&](const std::string& who) {
    return write(*store_, [&](Connection& db) {
      return db.query_one(
          "INSERT INTO item(pool, key, words) VALUES ('p', 'k', $1)"
          " ON CONFLICT DO NOTHING RETURNING words",
          {who});
    });
  };
  EXPECT_TRUE(claim("first").has_value());
  EXPECT_FALSE(claim("second").has_value());
}

TEST_P(Conformance, query_one_is_nothing_or_one_row_and_never_more) {
  const auto named = [&](const std::string& name) {
    return read(*store_, [&](Connection& db) {
      return db.query_one("SELECT name FROM counter WHERE name = $1 OR $1 = 'all'", {name});
    });
  };
  EXPECT_TRUE(named("a").has_value());
  EXPECT_FALSE(named("c").has_value());
  EXPECT_THROW(named("all"), std::logic_error);
}

TEST_P(Conformance, a_thousand_different_statements_work_on_one_connection) {
  const auto sum = read(*store_, [](Connection& db) {
    std::int64_t total = 0;
    for (int round = 0; round < 2; ++round) {
      for (int i = 0; i < 1200; ++i) {
        total += db.query_one("SELECT " + std::to_string(i) + " + $1", {1})->integer(0);
      }
    }
    return total;
  });
  EXPECT_EQ(sum, 2 * (1199 * 1200 / 2 + 1200));
}

TEST_P(Conformance, a_wrong_statement_is_a_bug_and_its_error_holds_no_value) {
  write(*store_, [](Connection& db) {
    db.execute("INSERT INTO item(pool, key) VALUES ($1, $2)", {"s3cret", "s3cret"});
  });
  struct Case {
    const char* what;
    std::string_view sql;
    std::vector<Value> params;
  };
  const std::vector<Case> cases{
      {"syntax", "SELEC $1", {"s3cret"}},
      {"no such table", "SELECT * FROM nothing WHERE a = $1", {"s3cret"}},
      {"no such column", "SELECT nothing FROM item WHERE key = $1", {"s3cret"}},
      {"unique", "INSERT INTO item(pool, key) VALUES ($1, $2)", {"s3cret", "s3cret"}},
      {"not null", "INSERT INTO item(pool, words) VALUES ($1, $2)", {"s3cret", "s3cret"}},
      {"foreign key", "INSERT INTO part(item_pool, item_key) VALUES ($1, $2)", {"s3cret", "other s3cret"}},
      {"check", "UPDATE counter SET value = -1 WHERE name <> $1", {"s3cret"}},
      {"too few parameters", "SELECT key FROM item WHERE key = $1 AND pool = $2", {"s3cret"}},
      {"too many parameters", "SELECT key FROM item WHERE key = $1", {"s3cret", "s3cret"}},
      {"text with NUL", "UPDATE item SET words = $1", {std::string("s3cret\0", 7)}},
      {"two statements", "DELETE FROM item; DELETE FROM part", {}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    try {
      write(*store_, [&](Connection& db) { db.execute(c.sql, Params(c.params)); });
      ADD_FAILURE() << "no error";
    } catch (const SqlError& error) {
      EXPECT_THAT(error.what(), Not(HasSubstr("s3cret")));
      EXPECT_THAT(error.what(), HasSubstr(std::string(c.sql)));
    }
  }
  // Near miss: the same connection goes on serving.
  EXPECT_EQ(write(*store_, [](Connection& db) { return db.count_changed("DELETE FROM item"); }), 1);
}

TEST_P(Conformance, a_constraint_error_names_what_it_broke) {
  try {
    write(*store_, [](Connection& db) { db.execute("INSERT INTO counter(name, value) VALUES ('a', 1)"); });
    FAIL();
  } catch (const SqlError& error) {
    EXPECT_THAT(error.what(), HasSubstr("counter"));
  }
}

TEST_P(Conformance, a_read_cannot_write) {
  EXPECT_THROW(read(*store_, [](Connection& db) { db.execute("UPDATE counter SET value = 9"); }), SqlError);
  EXPECT_EQ(counter("a"), 0);
  EXPECT_EQ(write(*store_, [](Connection& db) { return db.count_changed("UPDATE counter SET value = 9"); }),
            2);
}

// --- transactions

TEST_P(Conformance, a_write_reads_what_it_wrote) {
  const auto value = write(*store_, [](Connection& db) {
    add_one(db, "a");
    add_one(db, "a");
    return db.query_one("SELECT value FROM counter WHERE name = 'a'")->integer(0);
  });
  EXPECT_EQ(value, 2);
}

TEST_P(Conformance, what_a_write_throws_undoes_it_and_comes_out) {
  struct Refused {};
  EXPECT_THROW(write(*store_,
                     [](Connection& db) {
                       add_one(db, "a");
                       throw Refused();
                     }),
               Refused);
  EXPECT_EQ(counter("a"), 0);
}

TEST_P(Conformance, a_statement_that_failed_fails_the_write_although_it_was_caught) {
  EXPECT_THROW(write(*store_,
                     [](Connection& db) {
                       add_one(db, "a");
                       try {
                         db.execute("INSERT INTO counter(name, value) VALUES ('a', 1)");
                       } catch (const SqlError&) {
                       }
                     }),
               SqlError);
  EXPECT_EQ(counter("a"), 0);
}

TEST_P(Conformance, a_change_that_failed_comes_out_of_the_next_answer_and_names_itself) {
  std::string said;
  EXPECT_THROW(write(*store_,
                     [&](Connection& db) {
                       try {
                         db.execute("INSERT INTO counter(name, value) VALUES ('a', 1)");
                         db.query("SELECT value FROM counter");
                       } catch (const SqlError& error) {
                         said = error.what();
                         throw;
                       }
                     }),
               SqlError);
  EXPECT_THAT(said, HasSubstr("in: INSERT INTO counter"));
}

TEST_P(Conformance, a_change_that_failed_comes_before_what_was_thrown_after_it) {
  struct Refused {};
  EXPECT_THROW(write(*store_,
                     [](Connection& db) {
                       add_one(db, "a");
                       db.execute("INSERT INTO counter(name, value) VALUES ('a', 1)");
                       throw Refused();
                     }),
               SqlError);
  EXPECT_EQ(counter("a"), 0);
}

TEST_P(Conformance, more_changes_than_can_be_on_their_way_are_all_made) {
  constexpr int kChanges = 600;
  write(*store_, [](Connection& db) {
    for (int i = 0; i < kChanges; ++i) {
      db.execute("INSERT INTO item(pool, key, words) VALUES ('p', $1, $2)",
                 {std::to_string(i), std::string(50'000, 'x')});
    }
  });
  EXPECT_EQ(read(*store_,
                 [](Connection& db) {
                   return db.query_one("SELECT count(*) FROM item WHERE length(words) = 50000")->integer(0);
                 }),
            kChanges);
}

TEST_P(Conformance, a_failing_write_leaves_those_that_wait_with_it_alone) {
  // Given writes that queue up behind one that waits,
  std::latch begun(1);
  std::latch go_on(1);
  auto first = std::async(std::launch::async, [&] {
    write(*store_, [&, again = false](Connection& db) mutable {
      if (!std::exchange(again, true)) begun.count_down();
      go_on.wait();
      add_one(db, "a");
    });
  });
  begun.wait();
  std::latch all_done(20);
  std::atomic<int> failed = 0;
  for (int i = 0; i < 20; ++i) {
    spawn(writing(*store_,
                  [i](Connection& db) {
                    add_one(db, "b");
                    if (i % 4 == 0) throw std::runtime_error("no");
                    if (i % 4 == 1) db.execute("INSERT INTO counter(name, value) VALUES ('a', 1)");
                  }),
          [&](const std::exception_ptr& failure) {
            if (failure) ++failed;
            all_done.count_down();
          });
  }
  // when half of them fail,
  go_on.count_down();
  first.get();
  all_done.wait();
  // then the other half is stored.
  EXPECT_EQ(failed, 10);
  EXPECT_EQ(counter("a"), 1);
  EXPECT_EQ(counter("b"), 10);
}

TEST_P(Conformance, increments_at_the_same_time_are_never_lost) {
  constexpr int kThreads = 6;
  constexpr int kEach = 25;
  std::vector<std::jthread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([this] {
      for (int i = 0; i < kEach; ++i) write(*store_, [](Connection& db) { add_one(db, "a"); });
    });
  }
  threads.clear();
  EXPECT_EQ(counter("a"), kThreads * kEach);
}

TEST_P(Conformance, two_writes_that_read_what_the_other_changes_run_as_if_one_after_the_other) {
  // Given the rule that at most one of two counters is 1,
  const auto set_if_none_is_set = [&](const std::string& name) {
    write(*store_, [name](Connection& db) {
      const auto sum = db.query("SELECT value FROM counter");
      for (const auto& row : sum) {
        if (row.integer(0) != 0) return;
      }
      db.execute("UPDATE counter SET value = 1 WHERE name = $1", {name});
    });
  };
  for (int round = 0; round < 10; ++round) {
    write(*store_, [](Connection& db) { db.execute("UPDATE counter SET value = 0"); });
    // when two writes check it and then set a different one each,
    std::latch together(2);
    const auto race = [&](const std::string& name) {
      together.arrive_and_wait();
      set_if_none_is_set(name);
    };
    auto a = std::async(std::launch::async, race, "a");
    race("b");
    a.get();
    // then it holds.
    ASSERT_EQ(counter("a") + counter("b"), 1);
  }
}

TEST_P(Conformance, a_read_sees_what_was_committed_before_it) {
  for (int i = 1; i <= 20; ++i) {
    write(*store_, [](Connection& db) { add_one(db, "a"); });
    ASSERT_EQ(counter("a"), i);
  }
}

// --- queue and life

TEST_P(Conformance, refuses_a_write_at_once_when_too_many_wait) {
  store_.reset();
  store_ = database_->open(test_migrations(), 4);
  // Given writers that are all busy and a full queue,
  std::latch go_on(1);
  std::atomic<int> running = 0;
  std::atomic<int> finished = 0;
  std::atomic<bool> refused_ran = false;
  std::vector<std::exception_ptr> failures(16);
  std::latch all_done(16);
  const std::size_t writers = GetParam() == Engine::sqlite ? 1 : 4;
  const auto submit = [&](std::size_t i) {
    spawn(writing(*store_,
                  [&, seen = false](Connection&) mutable {
                    if (!std::exchange(seen, true)) ++running;
                    go_on.wait();
                    ++finished;
                  }),
          [&, i](std::exception_ptr failure) {
            failures[i] = std::move(failure);
            all_done.count_down();
          });
  };
  for (std::size_t i = 0; i < writers; ++i) {
    submit(i);
    while (static_cast<std::size_t>(running) <= i) std::this_thread::yield();
  }
  for (std::size_t i = 0; i < 4; ++i) submit(writers + i);
  EXPECT_EQ(store_->queued(), 4);
  // when one more comes, then it is refused and its function does not run,
  EXPECT_THROW(write(*store_, [&](Connection&) { refused_ran = true; }), QueueFull);
  EXPECT_FALSE(refused_ran);
  // and those that wait are served, each once.
  for (std::size_t i = writers + 4; i < 16; ++i) submit(i);
  go_on.count_down();
  all_done.wait();
  std::size_t refused = 0;
  for (const auto& failure : failures) refused += failure ? 1 : 0;
  EXPECT_EQ(refused, 16 - writers - 4);
  EXPECT_EQ(static_cast<std::size_t>(finished), writers + 4);
  EXPECT_EQ(store_->queued(), 0);
}

TEST_P(Conformance, answers_every_job_exactly_once) {
  constexpr int kJobs = 200;
  std::vector<std::atomic<int>> answers(kJobs);
  std::latch all(kJobs);
  for (int i = 0; i < kJobs; ++i) {
    const auto done = [&, i](const std::optional<int>& result, const std::exception_ptr& failure) {
      EXPECT_EQ(result.has_value(), i % 3 != 0);
      EXPECT_EQ(failure == nullptr, i % 3 != 0);
      ++answers[static_cast<std::size_t>(i)];
      all.count_down();
    };
    const auto job = [i](Connection& db) {
      db.query("SELECT value FROM counter");
      if (i % 3 == 0) throw std::runtime_error("no");
      return i;
    };
    if (i % 2 == 0) {
      spawn(writing(*store_, job), done);
    } else {
      spawn(reading(*store_, job), done);
    }
  }
  all.wait();
  for (const auto& count : answers) EXPECT_EQ(count, 1);
}

TEST_P(Conformance, finishes_what_is_queued_when_it_closes) {
  std::atomic<int> answered = 0;
  for (int i = 0; i < 50; ++i) {
    spawn(writing(*store_, [](Connection& db) { add_one(db, "a"); }),
          [&](const std::exception_ptr& failure) { answered += failure ? 0 : 1; });
  }
  reopen();
  EXPECT_EQ(answered, 50);
  EXPECT_EQ(counter("a"), 50);
}

TEST_P(Conformance, what_was_acknowledged_is_there_after_closing_and_opening) {
  write(*store_, [](Connection& db) { add_one(db, "a"); });
  reopen();
  EXPECT_EQ(counter("a"), 1);
}

TEST_P(Conformance, is_reachable_and_says_what_it_is) {
  EXPECT_TRUE(store_->reachable());
  EXPECT_EQ(store_->engine(), GetParam() == Engine::sqlite ? "sqlite" : "postgresql");
}

TEST_P(Conformance, tells_its_observer_of_commits_and_reads) {
  store_.reset();
  Listener listener;
  store_ = database_->open(test_migrations(), 4096, &listener);
  write(*store_, [](Connection& db) { add_one(db, "a"); });
  EXPECT_THROW(write(*store_, [](Connection&) { throw std::runtime_error("no"); }), std::runtime_error);
  counter("a");
  store_.reset();
  EXPECT_THAT(listener.commits(), ElementsAre(1));
  EXPECT_EQ(listener.reads(), 1);
  EXPECT_THAT(listener.deaths(), ElementsAre());
}

// --- migrations

constexpr Migration kAdded{3, "added",
                           "ALTER TABLE counter ADD COLUMN note TEXT; UPDATE counter SET value = value + 1;"};
constexpr Migration kBroken{3, "broken", "UPDATE counter SET value = 7; INSERT INTO nothing(a) VALUES (1);"};

std::vector<Migration> test_migrations_and(const Migration& last) {
  std::vector<Migration> all(test_migrations().begin(), test_migrations().end());
  all.push_back(last);
  return all;
}

TEST_P(Conformance, applies_only_the_migrations_that_are_missing) {
  store_.reset();
  for (int time = 0; time < 2; ++time)
    store_ = (store_.reset(), database_->open(test_migrations_and(kAdded)));
  EXPECT_EQ(counter("a"), 1);
  const auto rows = read(*store_, [](Connection& db) {
    return db.query("SELECT version, name, applied_at FROM schema_migration ORDER BY version");
  });
  ASSERT_EQ(rows.size(), 3);
  EXPECT_EQ(rows[2].integer(0), 3);
  EXPECT_EQ(rows[2].text(1), "added");
  EXPECT_GT(rows[2].integer(2), 0);
}

TEST_P(Conformance, refuses_a_schema_that_is_newer_than_the_program) {
  store_.reset();
  database_->open(test_migrations_and(kAdded)).reset();
  try {
    database_->open(test_migrations());
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(
        error.what(),
        "The database has schema version 3, this program knows versions up to 2: start a newer Poolhouse.");
  }
}

TEST_P(Conformance, beside_a_store_that_serves_another_reads_and_writes_and_migrates_nothing) {
  const auto beside = database_->open(test_migrations_and(kAdded), 4096, nullptr, Opening::beside);
  write(*beside, [](Connection& db) { add_one(db, "a"); });
  EXPECT_EQ(counter("a"), 1);
  write(*store_, [](Connection& db) { add_one(db, "a"); });
  const auto rows = read(*beside, [](Connection& db) {
    return db.query(
        "SELECT value FROM counter WHERE name = 'a' UNION ALL SELECT max(version) FROM schema_migration");
  });
  EXPECT_EQ(rows.at(0).integer(0), 2);
  EXPECT_EQ(rows.at(1).integer(0), 2);
}

TEST_P(Conformance, a_migration_that_fails_leaves_nothing_behind) {
  store_.reset();
  try {
    database_->open(test_migrations_and(kBroken));
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("Migration 3 (broken) failed: "));
  }
  reopen();
  EXPECT_EQ(counter("a"), 0);
}

TEST_P(Conformance, nodes_that_start_together_migrate_once) {
  store_.reset();
  std::latch together(4);
  std::mutex mutex;
  std::vector<std::unique_ptr<Store>> opened;
  std::vector<std::string> refusals;
  std::vector<std::jthread> nodes;
  const auto migrations = test_migrations_and(kAdded);
  for (int i = 0; i < 4; ++i) {
    nodes.emplace_back([&] {
      together.arrive_and_wait();
      try {
        auto store = database_->open(migrations);
        const std::scoped_lock lock(mutex);
        opened.push_back(std::move(store));
      } catch (const std::runtime_error& error) {
        const std::scoped_lock lock(mutex);
        refusals.emplace_back(error.what());
      }
    });
  }
  nodes.clear();
  // One SQLite file has one server; PostgreSQL serves all of them.
  EXPECT_EQ(opened.size(), GetParam() == Engine::sqlite ? 1 : 4);
  for (const auto& refusal : refusals) EXPECT_THAT(refusal, HasSubstr("Another Poolhouse process serves"));
  store_ = std::move(opened.at(0));
  EXPECT_EQ(counter("a"), 1);
}

}  // namespace
}  // namespace poolhouse::store
