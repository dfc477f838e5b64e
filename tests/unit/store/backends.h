// Databases for tests: each test has a directory or a schema of its own, so that all may run at once.
#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/sync_wait.h"
#include "store/migration.h"
#include "store/observer.h"
#include "store/store.h"

namespace poolhouse::store {

// Awaits one function of a store, for tests that are not coroutines.
template <class Fn>
Task<std::invoke_result_t<Fn&, Connection&>> reading(Store& store, Fn fn) {
  co_return co_await store.read(std::move(fn));
}
template <class Fn>
Task<std::invoke_result_t<Fn&, Connection&>> writing(Store& store, Fn fn) {
  co_return co_await store.write(std::move(fn));
}
template <class Fn>
auto read(Store& store, Fn fn) {
  return sync_wait(reading(store, std::move(fn)));
}
template <class Fn>
auto write(Store& store, Fn fn) {
  return sync_wait(writing(store, std::move(fn)));
}

// What a store told. Stays alive after a failed fsync.
class Listener final : public StoreObserver {
 public:
  void committed(std::size_t jobs, std::chrono::nanoseconds) override;
  void read_took(std::chrono::nanoseconds) override;
  void note(std::string_view sentence) override;
  void fatal(std::string_view sentence) override;

  [[nodiscard]] std::vector<std::size_t> commits() const;
  [[nodiscard]] std::size_t reads() const;
  [[nodiscard]] std::vector<std::string> notes() const;
  [[nodiscard]] std::vector<std::string> deaths() const;
  void wait_for_death();

 private:
  mutable std::mutex mutex_;
  std::vector<std::size_t> commits_;
  std::size_t reads_ = 0;
  std::vector<std::string> notes_;
  std::vector<std::string> deaths_;
  std::condition_variable died_;
};

// A new directory, removed with everything in it.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  [[nodiscard]] std::string file(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

// POOLHOUSE_TEST_POSTGRES, or empty.
std::string postgres_url();

// A new schema of the test server, dropped with everything in it.
class TemporarySchema {
 public:
  TemporarySchema();
  ~TemporarySchema();
  TemporarySchema(const TemporarySchema&) = delete;
  TemporarySchema& operator=(const TemporarySchema&) = delete;
  // With `settings`, as "-cdeadlock_timeout=10ms", for the sessions.
  [[nodiscard]] std::string url(std::string_view settings = "") const;

 private:
  std::string name_;
};

inline constexpr auto kWhyNoPostgres =
    "POOLHOUSE_TEST_POSTGRES is not set: run through tests/support/with_postgres";

// The schema that these tests work on.
std::span<const Migration> test_migrations();

enum class Engine { sqlite, postgres };
std::string name_of(const ::testing::TestParamInfo<Engine>& info);

// One database of either engine, which a test opens as often as it likes.
class Database {
 public:
  explicit Database(Engine engine);
  // With room for `queue_max` waiting jobs.
  std::unique_ptr<Store> open(std::span<const Migration> migrations = test_migrations(),
                              std::size_t queue_max = 4096, StoreObserver* observer = nullptr,
                              Opening opening = Opening::serve);

 private:
  const Engine engine_;
  InlineExecutor here_;
  std::unique_ptr<TemporaryDirectory> directory_;
  std::unique_ptr<TemporarySchema> schema_;
};

}  // namespace poolhouse::store
