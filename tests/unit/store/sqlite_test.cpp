// What only SQLite can do wrong: files, disks, batches and the log.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <future>
#include <latch>
#include <thread>

#include "store/backends.h"
#include "store/faulty_disk.h"
#include "store/sqlite_connection.h"

namespace poolhouse::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class Sqlite : public ::testing::Test {
 protected:
  [[nodiscard]] std::string file() const { return directory_.file("poolhouse.db"); }
  std::unique_ptr<Store> open() { return open({.path = file()}); }
  std::unique_ptr<Store> open(SqliteOptions options) {
    options.observer = &listener_;
    return open_sqlite(options, here_, test_migrations());
  }
  static void add(Store& store, const std::string& key, std::string words = "") {
    write(store, [&](Connection& db) {
      db.execute("INSERT INTO item(pool, key, words) VALUES ('p', $1, $2)", {key, words});
    });
  }
  static std::int64_t count(Store& store) {
    return read(store, [](Connection& db) { return db.query_one("SELECT count(*) FROM item")->integer(0); });
  }
  [[nodiscard]] std::uintmax_t log_bytes() const { return std::filesystem::file_size(file() + "-wal"); }

  InlineExecutor here_;
  TemporaryDirectory directory_;
  Listener listener_;
};

mode_t mode_of(const std::string& path) {
  struct stat status{};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 0777;
}

// --- files

TEST_F(Sqlite, makes_its_directory_and_files_for_its_owner_only) {
  const auto old_mask = ::umask(0);
  const auto store = open({.path = directory_.file("data/pools/poolhouse.db")});
  add(*store, "k");
  ::umask(old_mask);
  EXPECT_EQ(mode_of(directory_.file("data")), 0700);
  EXPECT_EQ(mode_of(directory_.file("data/pools")), 0700);
  for (const auto* suffix : {"", "-wal", "-shm", ".lock"}) {
    EXPECT_EQ(mode_of(directory_.file("data/pools/poolhouse.db") + suffix), 0600) << suffix;
  }
}

TEST_F(Sqlite, refuses_a_second_server_of_the_same_file_until_the_first_is_gone) {
  auto first = open();
  try {
    open();
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("Another Poolhouse process serves "));
    EXPECT_THAT(error.what(), HasSubstr("poolhouse.db"));
  }
  // Another file beside it is no business of the lock.
  open({.path = directory_.file("other.db")});
  first.reset();
  EXPECT_NE(open(), nullptr);
}

TEST_F(Sqlite, says_so_when_the_file_is_not_a_database) {
  const auto path = file();
  const int file = ::open(path.c_str(), O_CREAT | O_WRONLY, 0600);
  const std::string text(8192, 'x');
  ASSERT_EQ(::write(file, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  ::close(file);
  try {
    open();
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("not a database"));
  }
}

TEST_F(Sqlite, runs_with_the_settings_that_durability_rests_on) {
  const auto store = open();
  const auto setting = [](Connection& db, const std::string& name) {
    return db.query_one("PRAGMA " + name)->integer(0);
  };
  write(*store, [&](Connection& db) {
    EXPECT_EQ(db.query_one("PRAGMA journal_mode")->text(0), "wal");
    EXPECT_EQ(setting(db, "synchronous"), 2) << "FULL";
    EXPECT_EQ(setting(db, "wal_autocheckpoint"), 0);
    EXPECT_EQ(setting(db, "foreign_keys"), 1);
    EXPECT_EQ(setting(db, "trusted_schema"), 0);
  });
  read(*store, [&](Connection& db) {
    EXPECT_EQ(setting(db, "mmap_size"), 0);
    EXPECT_EQ(setting(db, "trusted_schema"), 0);
  });
}

// --- reads

// An executor that nobody may use.
class NoExecutor final : public Executor {
 public:
  void post(std::move_only_function<void()>) override { FAIL() << "a read went through the executor"; }
};

TEST_F(Sqlite, a_read_goes_on_where_it_was_awaited_without_the_executor) {
  NoExecutor nowhere;
  const auto store = open_sqlite({.path = file()}, nowhere, test_migrations());
  EXPECT_EQ(count(*store), 0);
  EXPECT_THROW(read(*store, [](Connection&) { throw std::runtime_error("no"); }), std::runtime_error);
}

TEST_F(Sqlite, reads_beyond_the_number_of_connections_take_turns) {
  const auto store = open({.path = file(), .readers_max = 1});
  std::latch inside(1);
  std::latch go_on(1);
  auto first = std::async(std::launch::async, [&] {
    read(*store, [&](Connection& db) {
      inside.count_down();
      go_on.wait();
      db.query("SELECT 1");
    });
  });
  inside.wait();
  auto second = std::async(std::launch::async, [&] { return count(*store); });
  go_on.count_down();
  EXPECT_EQ(second.get(), 0);
  first.get();
}

TEST_F(Sqlite, a_read_does_not_wait_for_a_write) {
  const auto store = open();
  std::latch inside(1);
  std::latch go_on(1);
  auto writer = std::async(std::launch::async, [&] {
    write(*store, [&](Connection& db) {
      db.execute("INSERT INTO item(pool, key) VALUES ('p', 'k')");
      inside.count_down();
      go_on.wait();
    });
  });
  inside.wait();
  EXPECT_EQ(count(*store), 0);
  go_on.count_down();
  writer.get();
  EXPECT_EQ(count(*store), 1);
}

TEST_F(Sqlite, keeps_a_bounded_number_of_prepared_statements) {
  open().reset();
  SqliteConnection connection(file(), SqliteAccess::read_only);
  for (int i = 0; i < 1500; ++i) connection.query("SELECT " + std::to_string(i), Params{});
  std::size_t prepared = 0;
  for (auto* s = sqlite3_next_stmt(connection.handle(), nullptr); s != nullptr;
       s = sqlite3_next_stmt(connection.handle(), s)) {
    ++prepared;
  }
  EXPECT_EQ(prepared, kCachedStatements);
}

// --- batches

// Lets `jobs` writes wait together behind one that is running, then lets them go. Their failures.
std::vector<std::exception_ptr> write_as_one_batch(
    Store& store, std::size_t jobs, const std::function<void(Connection&, std::size_t)>& run,
    const std::function<void()>& before_they_run = [] {}) {
  std::latch inside(1);
  std::latch go_on(1);
  auto first = std::async(std::launch::async, [&] {
    write(store, [&](Connection&) {
      inside.count_down();
      go_on.wait();
    });
  });
  inside.wait();
  std::vector<std::exception_ptr> failures(jobs);
  std::latch done(static_cast<std::ptrdiff_t>(jobs));
  for (std::size_t i = 0; i < jobs; ++i) {
    spawn(writing(store, [&run, i](Connection& db) { run(db, i); }), [&, i](std::exception_ptr failure) {
      failures[i] = std::move(failure);
      done.count_down();
    });
  }
  before_they_run();
  go_on.count_down();
  first.get();
  done.wait();
  return failures;
}

void insert(Connection& db, std::size_t i) {
  db.execute("INSERT INTO item(pool, key) VALUES ('p', $1)", {std::to_string(i)});
}

TEST_F(Sqlite, writes_that_wait_together_share_one_commit_up_to_the_largest_batch) {
  const auto store = open({.path = file(), .batch_max = 8});
  write_as_one_batch(*store, 20, insert);
  EXPECT_THAT(listener_.commits(), ElementsAre(1, 8, 8, 4));
  EXPECT_EQ(count(*store), 20);
}

TEST_F(Sqlite, a_write_is_acknowledged_after_an_fsync_of_the_log_and_a_batch_after_one) {
  FaultyDisk disk;
  const auto store = open();
  add(*store, "the first write also syncs the log's new header");
  for (int i = 0; i < 3; ++i) {
    const int before = disk.log_syncs();
    add(*store, std::to_string(100 + i));
    EXPECT_EQ(disk.log_syncs() - before, 1);
  }
  const int before = disk.log_syncs();
  write_as_one_batch(*store, 20, insert);
  EXPECT_EQ(disk.log_syncs() - before, 1);
  // The control: nothing changed, nothing to sync.
  write(*store, [](Connection& db) { db.execute("UPDATE item SET number = 1 WHERE key = 'none'"); });
  EXPECT_EQ(disk.log_syncs() - before, 1);
}

TEST_F(Sqlite, a_commit_that_fails_fails_every_write_of_its_batch_and_only_those) {
  FaultyDisk disk;
  const auto store = open();
  const auto failures = write_as_one_batch(*store, 5, insert, [&] { disk.writes_give(SQLITE_IOERR_WRITE); });
  for (const auto& failure : failures) {
    ASSERT_NE(failure, nullptr);
    EXPECT_THROW(std::rethrow_exception(failure), Unavailable);
  }
  disk.writes_give(SQLITE_OK);
  EXPECT_EQ(count(*store), 0);
  add(*store, "afterwards");
  EXPECT_EQ(count(*store), 1);
  EXPECT_THAT(listener_.deaths(), SizeIs(0));
}

// --- disks

TEST_F(Sqlite, a_full_disk_refuses_writes_and_serves_reads_until_there_is_room_again) {
  FaultyDisk disk;
  const auto store = open();
  add(*store, "before");
  for (const int failure : {SQLITE_FULL, SQLITE_IOERR_WRITE}) {
    disk.writes_give(failure);
    EXPECT_THROW(add(*store, "during"), Unavailable) << failure;
    EXPECT_THROW(add(*store, "during, and larger than a page", std::string(20'000, 'x')), Unavailable);
    EXPECT_EQ(count(*store), 1);
    EXPECT_FALSE(store->reachable()) << failure;
    disk.writes_give(SQLITE_OK);
    // Without another write of a client's.
    EXPECT_TRUE(store->reachable()) << failure;
  }
  add(*store, "after");
  EXPECT_EQ(count(*store), 2);
  EXPECT_THAT(listener_.deaths(), SizeIs(0));
}

TEST_F(Sqlite, after_a_failed_fsync_nothing_is_acknowledged_any_more) {
  FaultyDisk disk;
  const auto store = open();
  add(*store, "before");
  disk.log_syncs_give(SQLITE_IOERR_FSYNC);
  EXPECT_THROW(add(*store, "during"), Unavailable);
  ASSERT_THAT(listener_.deaths(), SizeIs(1));
  EXPECT_THAT(listener_.deaths().front(), HasSubstr("The disk refused an fsync, so Poolhouse ends here"));
  // A second fsync would succeed, and mean nothing.
  disk.log_syncs_give(SQLITE_OK);
  EXPECT_THROW(add(*store, "after"), Unavailable);
  EXPECT_FALSE(store->reachable());
  EXPECT_THAT(listener_.commits(), ElementsAre(1));
  EXPECT_THAT(listener_.deaths(), SizeIs(1));
}

TEST(SqliteDeathTest, a_failed_fsync_ends_the_process_with_an_exit_code_of_its_own) {
  EXPECT_EXIT(StoreObserver().fatal("The disk refused an fsync."), ::testing::ExitedWithCode(kExitCannotSync),
              "The disk refused an fsync.");
}

TEST_F(Sqlite, a_checkpoint_whose_fsync_fails_is_as_fatal_as_a_commit) {
  FaultyDisk disk;
  const auto store = open({.path = file(), .checkpoint_bytes = 1 << 20});
  disk.database_syncs_give(SQLITE_IOERR_FSYNC);
  // The commit syncs the log alone, and stands; the copy that it asks for fails beside it.
  add(*store, "k", std::string(2 << 20, 'x'));
  listener_.wait_for_death();
  EXPECT_THROW(add(*store, "after"), Unavailable);
  EXPECT_EQ(count(*store), 1);
}

// --- the log

TEST_F(Sqlite, copies_the_log_beside_the_commits) {
  // Given that the writer is never asked to restart the log,
  const auto store = open({.path = file(), .checkpoint_bytes = 32 * 1024, .log_max_bytes = 1 << 30});
  // when more is written than a copy is due for, then it arrives in the database.
  for (int i = 0; std::filesystem::file_size(file()) < 256 * 1024; ++i) {
    ASSERT_LT(i, 1000);
    add(*store, std::to_string(i), std::string(8000, 'x'));
  }
}

// How often the log has been started anew: bytes 12 to 15 of its header, big-endian.
// https://www.sqlite.org/fileformat.html#the_write_ahead_log "Checkpoint sequence number"
int restarts_of(const std::string& log) {
  std::ifstream file(log, std::ios::binary);
  std::array<char, 16> header{};
  file.read(header.data(), header.size());
  return static_cast<unsigned char>(header[14]) << 8 | static_cast<unsigned char>(header[15]);
}

TEST_F(Sqlite, starts_the_log_anew_under_load) {
  const auto store = open({.path = file(), .checkpoint_bytes = 32 * 1024, .log_max_bytes = 64 * 1024});
  const int before = restarts_of(file() + "-wal");
  for (int i = 0; restarts_of(file() + "-wal") < before + 2; ++i) {
    ASSERT_LT(i, 2000);
    add(*store, std::to_string(i), std::string(8000, 'x'));
  }
}

TEST_F(Sqlite, without_a_checkpoint_the_log_grows_past_sqlites_own_limit) {
  // The control of the test above: no commit copies the log, not even after SQLite's usual 1000 pages.
  const auto store = open({.path = file(), .checkpoint_bytes = 1 << 30});
  for (int i = 0; i < 6; ++i) add(*store, std::to_string(i), std::string(1 << 20, 'x'));
  EXPECT_GT(log_bytes(), 6U << 20);
}

}  // namespace
}  // namespace poolhouse::store
