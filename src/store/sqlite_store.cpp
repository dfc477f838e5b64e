// SQLite: reads on the caller's thread, writes in batches on one writer thread, one fsync a batch.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <future>
#include <memory>
#include <thread>

#include "store/bounded_queue.h"
#include "store/fault_points.h"
#include "store/migration.h"
#include "store/observer.h"
#include "store/sqlite_checkpointer.h"
#include "store/sqlite_connection.h"
#include "store/sqlite_files.h"
#include "store/sqlite_readers.h"

namespace poolhouse::store {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr Dialect kDialect{
    .blob = "BLOB", .text = "TEXT", .without_rowid = "WITHOUT ROWID", .begin = "BEGIN EXCLUSIVE"};

// Less than this on its disk and a node is not ready: it is what some hundred writes take.
constexpr std::uintmax_t kRoomMin = 1 << 20;
constexpr std::chrono::seconds kProbePatience{2};

// How long the writer may stand still for readers of the old log before it leaves the restart for later.
constexpr int kRestartPatienceMs = 50;

class SqliteStore final : public Store {
 public:
  SqliteStore(const SqliteOptions& options, Executor& resume_on, std::span<const Migration> migrations);
  ~SqliteStore() override;

  bool reachable() override;
  [[nodiscard]] std::string_view engine() const override { return "sqlite"; }
  [[nodiscard]] std::size_t queued() const override { return queue_.size(); }

 protected:
  void submit_read(Job job) override;
  void submit_write(Job job) override;
  Executor& resume_on() override { return resume_on_; }

 private:
  bool has_room();
  bool can_write();
  void prepare_writer(const SqliteOptions& options, std::span<const Migration> migrations);
  void work(const std::stop_token& stop);
  void commit(std::vector<Job>& batch);
  static void answer(std::vector<Job>& batch, std::vector<std::exception_ptr>& outcomes);
  std::exception_ptr run_in_savepoint(Job& job);
  void roll_back();
  void restart_log();
  void stop_for_good(const std::string& failure);

  // SQLite's last connection to close copies the log and removes it, which a read-only one cannot: so the
  // order of these members matters.
  const std::unique_ptr<FileLock> lock_;
  SqliteConnection writer_;
  StoreObserver silent_;
  StoreObserver& observer_;
  const std::string path_;
  const std::size_t batch_max_;
  Executor& resume_on_;
  std::atomic<bool> stopped_for_good_ = false;
  std::atomic<bool> commits_fail_ = false;
  std::atomic<bool> told_of_no_room_ = false;
  SqliteCheckpointer checkpointer_;
  SqliteReaders readers_;
  BoundedQueue<Job> queue_;
  std::jthread thread_;
};

// To serve, the file has to be there, and be ours alone, before a connection opens it. Beside a server
// SQLite's own locks are enough for a few statements, since nothing is cached from one to the next.
std::unique_ptr<FileLock> lock_to_serve(const SqliteOptions& options) {
  if (options.opening == Opening::beside) return nullptr;
  create_private_file(options.path);
  return std::make_unique<FileLock>(options.path);
}

SqliteStore::SqliteStore(const SqliteOptions& options, Executor& resume_on,
                         std::span<const Migration> migrations)
    : lock_(lock_to_serve(options)),
      writer_(options.path, SqliteAccess::read_write),
      observer_(options.observer == nullptr ? silent_ : *options.observer),
      path_(options.path),
      batch_max_(options.batch_max),
      resume_on_(resume_on),
      checkpointer_(options.path, options.checkpoint_bytes, options.log_max_bytes, observer_,
                    [this](const std::string& failure) { stop_for_good(failure); }),
      readers_(options.path, options.readers_max),
      queue_(options.write_queue_max) {
  prepare_writer(options, migrations);
  thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

SqliteStore::~SqliteStore() {
  thread_.request_stop();
  thread_.join();
}

void SqliteStore::prepare_writer(const SqliteOptions& options, std::span<const Migration> migrations) {
  const auto mode = writer_.query("PRAGMA journal_mode=WAL", Params{});
  if (mode.at(0).text(0) != "wal") {
    throw std::runtime_error(fmt::format(
        "SQLite cannot keep a write-ahead log for {}: is it on a network file system?", options.path));
  }
  // The hook takes the place of automatic checkpoints, which would run inside a commit.
  writer_.script(
      fmt::format("PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit={};", options.log_max_bytes));
  const auto after_commit = [](void* checkpointer, sqlite3*, const char*, int pages) {
    static_cast<SqliteCheckpointer*>(checkpointer)->log_has(pages);
    return SQLITE_OK;
  };
  sqlite3_wal_hook(writer_.handle(), after_commit, &checkpointer_);
  if (options.opening == Opening::beside) return;
  migrate(
      writer_, [this](const std::string& sql) { writer_.script(sql); }, kDialect, migrations,
      SystemClock{}.now());
  writer_.take_failure();
}

bool SqliteStore::reachable() {
  if (stopped_for_good_ || !has_room()) return false;
  try {
    SqliteReaders::Lease reader(readers_);
    (*reader).query("SELECT max(version) FROM schema_migration", Params{});
  } catch (const Unavailable&) {
    return false;
  }
  return !commits_fail_ || can_write();
}

bool SqliteStore::has_room() {
  std::error_code unknown;
  const auto space = std::filesystem::space(path_, unknown);
  if (unknown || space.available >= kRoomMin) {
    told_of_no_room_ = false;
    return true;
  }
  if (!told_of_no_room_.exchange(true)) {
    observer_.note(fmt::format("The disk of {} is full: {} bytes are left.", path_, space.available));
  }
  return false;
}

// Tries a write that changes nothing: after one has failed, clients may no longer come to show that the
// next succeeds.
bool SqliteStore::can_write() {
  const auto written = std::make_shared<std::promise<bool>>();
  auto outcome = written->get_future();
  try {
    submit_write({.run = [](Connection& db) { db.execute("PRAGMA user_version=0"); },
                  .done = [written](const std::exception_ptr& failure) { written->set_value(!failure); }});
  } catch (const QueueFull&) {
    return false;
  }
  if (outcome.wait_for(kProbePatience) != std::future_status::ready || !outcome.get()) return false;
  commits_fail_ = false;
  return true;
}

void SqliteStore::submit_read(Job job) {
  const auto begun = SteadyClock::now();
  std::exception_ptr failure;
  try {
    SqliteReaders::Lease reader(readers_);
    job.run(*reader);
  } catch (...) {
    failure = std::current_exception();
  }
  observer_.read_took(SteadyClock::now() - begun);
  job.done(std::move(failure));
}

void SqliteStore::submit_write(Job job) { queue_.push(std::move(job)); }

void SqliteStore::work(const std::stop_token& stop) {
  for (;;) {
    auto batch = queue_.take(batch_max_, stop);
    if (batch.empty()) return;
    commit(batch);
    if (checkpointer_.restart_due()) restart_log();
  }
}

// One transaction for all of `batch`, one savepoint for each job, and then the answers.
void SqliteStore::commit(std::vector<Job>& batch) {
  const auto begun = SteadyClock::now();
  std::vector<std::exception_ptr> outcomes(batch.size());
  try {
    if (stopped_for_good_) throw Unavailable("the store has stopped after a failed fsync");
    writer_.script("BEGIN IMMEDIATE");
    for (std::size_t i = 0; i < batch.size(); ++i) outcomes[i] = run_in_savepoint(batch[i]);
    if (fault_points::acknowledge_early()) {
      answer(batch, outcomes);
      fault_points::be_ahead();
    }
    fault_points::reach("the commit");
    writer_.script("COMMIT");
    fault_points::reach("the answer");
    const auto written = static_cast<std::size_t>(std::ranges::count(outcomes, nullptr));
    if (written > 0) observer_.committed(written, SteadyClock::now() - begun);
  } catch (const std::exception& failure) {
    if (writer_.lost_sync()) stop_for_good(failure.what());
    commits_fail_ = true;
    for (auto& outcome : outcomes) {
      if (!outcome) outcome = std::make_exception_ptr(Unavailable(failure.what()));
    }
    roll_back();
  }
  answer(batch, outcomes);
}

// Each job once: what is answered leaves the batch.
void SqliteStore::answer(std::vector<Job>& batch, std::vector<std::exception_ptr>& outcomes) {
  for (std::size_t i = 0; i < batch.size(); ++i) batch[i].done(std::move(outcomes[i]));
  batch.clear();
}

// What the job failed with, its changes undone; or null. Throws Unavailable when the whole batch is lost.
std::exception_ptr SqliteStore::run_in_savepoint(Job& job) {
  writer_.execute("SAVEPOINT job");
  std::exception_ptr failure;
  try {
    job.run(writer_);
  } catch (...) {
    failure = std::current_exception();
  }
  if (auto of_statement = writer_.take_failure()) failure = of_statement;
  if (writer_.lost_sync()) throw Unavailable("an fsync failed inside a transaction");
  if (!writer_.in_transaction()) {
    if (failure) std::rethrow_exception(failure);
    throw Unavailable("a function of the store ended its transaction");
  }
  if (failure) writer_.execute("ROLLBACK TO job");
  writer_.execute("RELEASE job");
  return failure;
}

void SqliteStore::roll_back() {
  try {
    if (writer_.in_transaction()) writer_.script("ROLLBACK");
  } catch (const std::exception& failure) {
    observer_.note(fmt::format("A rollback failed: {}", failure.what()));
  }
  writer_.take_failure();
}

void SqliteStore::restart_log() {
  sqlite3_busy_timeout(writer_.handle(), kRestartPatienceMs);
  try {
    writer_.checkpoint(SQLITE_CHECKPOINT_RESTART);
  } catch (const std::exception& failure) {
    if (writer_.lost_sync()) stop_for_good(failure.what());
    observer_.note(fmt::format("The log could not be restarted: {}", failure.what()));
    writer_.take_failure();
  }
  sqlite3_busy_timeout(writer_.handle(), kBusyTimeoutMs);
}

void SqliteStore::stop_for_good(const std::string& failure) {
  if (stopped_for_good_.exchange(true)) return;
  observer_.fatal(fmt::format(
      "The disk refused an fsync, so Poolhouse ends here and goes on from what is on the disk: {}", failure));
}

}  // namespace

std::unique_ptr<Store> open_sqlite(const SqliteOptions& options, Executor& resume_on,
                                   std::span<const Migration> migrations) {
  try {
    return std::make_unique<SqliteStore>(options, resume_on, migrations);
  } catch (const SqlError& error) {
    throw std::runtime_error(error.what());
  }
}

std::unique_ptr<Store> open_sqlite(const SqliteOptions& options, Executor& resume_on) {
  return open_sqlite(options, resume_on, embedded_migrations());
}

}  // namespace poolhouse::store
