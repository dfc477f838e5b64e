// PostgreSQL: a few threads, each with one connection, take reads and writes from one queue.
#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <random>
#include <thread>

#include "store/bounded_queue.h"
#include "store/fault_points.h"
#include "store/migration.h"
#include "store/observer.h"
#include "store/postgres_connection.h"

namespace poolhouse::store {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr Dialect kDialect{
    .blob = "BYTEA", .text = "TEXT COLLATE \"C\"", .without_rowid = "", .begin = "BEGIN READ WRITE"};

constexpr milliseconds kReconnectPauseMin{50};
constexpr milliseconds kReconnectPauseMax{500};
// Between two runs of a write that collided. At most, since each is jittered.
constexpr milliseconds kCollisionPauseMin{1};
constexpr milliseconds kCollisionPauseMax{50};
constexpr milliseconds kProbePatience{2000};

struct Work {
  enum class Kind { read, write };
  Kind kind;
  std::move_only_function<void(Connection&)> run;
  std::move_only_function<void(std::exception_ptr)> done;
  SteadyClock::time_point since;

  [[nodiscard]] bool answered() const { return !done; }
  void answer(std::exception_ptr failure) { std::exchange(done, nullptr)(std::move(failure)); }
};

// Pauses that a stopping store cuts short, doubling from `min` to `max`, each jittered so that those who
// collided do not meet again.
class Backoff {
 public:
  Backoff(milliseconds min, milliseconds max, std::uint32_t seed) : min_(min), max_(max), random_(seed) {}
  milliseconds next() {
    const auto limit = std::exchange(limit_, std::min(limit_ * 2, max_));
    return milliseconds(
        std::uniform_int_distribution<std::int64_t>(limit.count() / 2, limit.count())(random_));
  }
  void reset() { limit_ = min_; }

 private:
  const milliseconds min_;
  const milliseconds max_;
  milliseconds limit_ = min_;
  std::minstd_rand random_;
};

// Returns early when `stop` is requested.
void pause(std::chrono::nanoseconds length, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_for(lock, stop, length, [] { return false; });
}

// One thread's connection and how it serves a job.
class Worker {
 public:
  Worker(const PostgresOptions& options, const FellSilent& fell_silent, StoreObserver& observer,
         std::stop_token stop, std::uint32_t seed)
      : options_(options),
        fell_silent_(fell_silent),
        observer_(observer),
        stop_(std::move(stop)),
        reconnect_(kReconnectPauseMin, kReconnectPauseMax, seed),
        collision_(kCollisionPauseMin, kCollisionPauseMax, seed) {}

  // Opens the connection ahead of the first job, if the database is there.
  void warm_up() { try_to_connect(); }

  void serve(Work work) {
    const auto begun = SteadyClock::now();
    std::exception_ptr failure;
    try {
      serve_through_one_loss(work);
    } catch (...) {
      failure = std::current_exception();
    }
    const auto took = SteadyClock::now() - begun;
    if (work.kind == Work::Kind::read) {
      observer_.read_took(took);
    } else if (!failure) {
      observer_.committed(1, took);
    }
    if (!work.answered()) work.answer(std::move(failure));
  }

 private:
  void serve_through_one_loss(Work& work) {
    try {
      serve_once(work);
    } catch (const ConnectionLost& lost) {
      observer_.note(lost.what());
      serve_once(work);
    }
  }

  void serve_once(Work& work) {
    auto& db = connected(work.since);
    try {
      if (work.kind == Work::Kind::read) {
        read(db, work);
      } else {
        write(db, work);
      }
    } catch (...) {
      if (db.lost()) connection_.reset();
      throw;
    }
  }

  static void read(PostgresConnection& db, Work& work) {
    run(db, [&] { work.run(db); });
  }

  void write(PostgresConnection& db, Work& work) {
    collision_.reset();
    for (std::size_t retries = 0;; ++retries) {
      try {
        transaction(db, work);
        return;
      } catch (const SerializationFailure&) {
        if (work.answered()) throw;
        // It was rolled back each time, so the client may ask again.
        if (retries >= options_.serialization_retries_max) throw TooBusy("others write the same rows");
      }
      // A store that closes finishes what is queued, so it does not hurry a write through its retries.
      pause(collision_.next(), {});
    }
  }

  static void transaction(PostgresConnection& db, Work& work) {
    run(db, [&] {
      db.begin();
      work.run(db);
      if (db.failed()) return;
      if (fault_points::acknowledge_early()) {
        work.answer(nullptr);
        fault_points::be_ahead();
      }
      fault_points::reach("the commit");
      db.commit();
    });
    fault_points::reach("the answer");
  }

  // Throws what a statement failed with, whatever the function made of it, or else what the function threw.
  static void run(PostgresConnection& db, const std::function<void()>& function) {
    std::exception_ptr thrown;
    db.take_failure();
    try {
      function();
    } catch (...) {
      thrown = std::current_exception();
    }
    db.end_transaction();
    if (auto of_statement = db.take_failure()) std::rethrow_exception(of_statement);
    if (thrown) std::rethrow_exception(thrown);
  }

  // The connection, for which a job that waits `since` then may have to wait. Throws Unavailable.
  PostgresConnection& connected(SteadyClock::time_point since) {
    const auto give_up = since + options_.reconnect_patience;
    if (connection_ && (connection_->lost() || fell_silent_.includes(connection_->opened_at()))) {
      connection_.reset();
    }
    for (;;) {
      if (!connection_ && SteadyClock::now() >= next_attempt_) try_to_connect();
      if (connection_) return *connection_;
      const auto now = SteadyClock::now();
      if (now >= give_up || stop_.stop_requested()) throw Unavailable("PostgreSQL is away: " + last_error_);
      pause(std::min(next_attempt_, give_up) - now, stop_);
    }
  }

  void try_to_connect() {
    try {
      connection_.emplace(options_.url, options_.statement_timeout, &fell_silent_);
      reconnect_.reset();
    } catch (const std::exception& failure) {
      last_error_ = failure.what();
      next_attempt_ = SteadyClock::now() + reconnect_.next();
    }
  }

  const PostgresOptions& options_;
  const FellSilent& fell_silent_;
  StoreObserver& observer_;
  const std::stop_token stop_;
  Backoff reconnect_;
  Backoff collision_;
  std::optional<PostgresConnection> connection_;
  SteadyClock::time_point next_attempt_;
  std::string last_error_;
};

class PostgresStore final : public Store {
 public:
  PostgresStore(const PostgresOptions& options, Executor& resume_on, std::span<const Migration> migrations);
  ~PostgresStore() override;

  bool reachable() override;
  [[nodiscard]] std::string_view engine() const override { return "postgresql"; }
  [[nodiscard]] std::size_t queued() const override { return queue_.size(); }

 protected:
  void submit_read(Job job) override { submit(Work::Kind::read, std::move(job)); }
  void submit_write(Job job) override { submit(Work::Kind::write, std::move(job)); }
  Executor& resume_on() override { return resume_on_; }

 private:
  void submit(Work::Kind kind, Job job) {
    queue_.push(
        {.kind = kind, .run = std::move(job.run), .done = std::move(job.done), .since = SteadyClock::now()});
  }
  std::unique_ptr<PostgresConnection> wait_for_database();
  void bring_schema_up_to_date(std::span<const Migration> migrations);
  void work(const std::stop_token& stop, std::uint32_t seed);

  const PostgresOptions options_;
  StoreObserver silent_;
  StoreObserver& observer_;
  Executor& resume_on_;
  BoundedQueue<Work> queue_;
  std::mutex probe_mutex_;
  std::optional<PostgresConnection> probe_;
  bool probe_fell_silent_ = false;
  FellSilent fell_silent_;
  std::vector<std::jthread> threads_;
};

PostgresStore::PostgresStore(const PostgresOptions& options, Executor& resume_on,
                             std::span<const Migration> migrations)
    : options_(options),
      observer_(options.observer == nullptr ? silent_ : *options.observer),
      resume_on_(resume_on),
      queue_(options.queue_max) {
  if (options_.opening == Opening::serve) bring_schema_up_to_date(migrations);
  for (std::size_t i = 0; i < std::max<std::size_t>(options_.connections, 1); ++i) {
    threads_.emplace_back(
        [this, seed = static_cast<std::uint32_t>(i + 1)](const std::stop_token& stop) { work(stop, seed); });
  }
}

PostgresStore::~PostgresStore() {
  for (auto& thread : threads_) thread.request_stop();
  threads_.clear();
}

std::unique_ptr<PostgresConnection> PostgresStore::wait_for_database() {
  const auto name = describe_url(options_.url);
  const auto give_up = SteadyClock::now() + options_.wait_for_database;
  Backoff backoff(kReconnectPauseMin, kReconnectPauseMax, 0);
  for (bool waited = false;; waited = true) {
    try {
      auto connection = std::make_unique<PostgresConnection>(options_.url, options_.statement_timeout);
      if (waited) observer_.note(fmt::format("The database {} answers.", name));
      return connection;
    } catch (const Unavailable& failure) {
      if (SteadyClock::now() >= give_up) {
        throw std::runtime_error(fmt::format("The database {} did not answer within {} s: {}", name,
                                             options_.wait_for_database.count(), failure.what()));
      }
      if (!waited) {
        observer_.note(fmt::format("Waiting up to {} s for the database {}: {}",
                                   options_.wait_for_database.count(), name, failure.what()));
      }
    }
    pause(backoff.next(), {});
  }
}

// One node at a time: an advisory lock of the schema, held by a connection that is closed at the end.
void PostgresStore::bring_schema_up_to_date(std::span<const Migration> migrations) {
  const auto db = wait_for_database();
  // The first number means Poolhouse, the second the schema, of which a database may hold several.
  constexpr auto kLock = "(1886352492, hashtext(coalesce(current_schema(), '')))";
  const auto script = [&](const std::string& sql) { db->script_without_timeout(sql); };
  script("SET statement_timeout=0");
  const auto locked = db->query(fmt::format("SELECT pg_try_advisory_lock{}", kLock), Params{});
  if (locked.at(0).integer(0) == 0) {
    observer_.note("Another node is bringing the database's schema up to date; waiting for it.");
    script(fmt::format("SELECT pg_advisory_lock{}", kLock));
  }
  migrate(*db, script, kDialect, migrations, SystemClock{}.now());
}

// A connection of its own, so that readiness does not wait behind the queue.
bool PostgresStore::reachable() {
  const std::scoped_lock lock(probe_mutex_);
  const auto give_up = SteadyClock::now() + kProbePatience;
  // An idle connection that has died meanwhile says nothing about the database: the second one does.
  for (int attempt = 0; attempt < 2 && SteadyClock::now() < give_up; ++attempt) {
    try {
      if (!probe_) probe_.emplace(options_.url, options_.statement_timeout);
      probe_->ping(give_up);
      if (std::exchange(probe_fell_silent_, false)) fell_silent_.noticed(probe_->opened_at());
      return true;
    } catch (const Unavailable&) {
      probe_.reset();
      if (SteadyClock::now() >= give_up) probe_fell_silent_ = true;
    }
  }
  return false;
}

void PostgresStore::work(const std::stop_token& stop, std::uint32_t seed) {
  Worker worker(options_, fell_silent_, observer_, stop, seed);
  worker.warm_up();
  for (;;) {
    auto taken = queue_.take(1, stop);
    if (taken.empty()) return;
    worker.serve(std::move(taken.front()));
  }
}

}  // namespace

std::unique_ptr<Store> open_postgres(const PostgresOptions& options, Executor& resume_on,
                                     std::span<const Migration> migrations) {
  try {
    return std::make_unique<PostgresStore>(options, resume_on, migrations);
  } catch (const SqlError& error) {
    throw std::runtime_error(error.what());
  }
}

std::unique_ptr<Store> open_postgres(const PostgresOptions& options, Executor& resume_on) {
  return open_postgres(options, resume_on, embedded_migrations());
}

}  // namespace poolhouse::store
