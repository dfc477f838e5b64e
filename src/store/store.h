// The store: one database, SQLite or PostgreSQL, behind one small interface.
//
// A repository is a set of plain functions over a Connection. A handler runs them inside
// `co_await store.read(fn)` or `co_await store.write(fn)`; only this room knows SQL engines.
//
// SQL is one text for both engines: parameters are $1, $2, …; writes use ON CONFLICT and RETURNING;
// types are BIGINT, TEXT and the migration's {BLOB}. A statement that is expected to lose a race says
// ON CONFLICT DO NOTHING and looks at the number of changed rows: a constraint error is a bug.
// TEXT is valid UTF-8 without NUL (PostgreSQL can hold no other) and sorts by its bytes on both engines.
#pragma once

#include <atomic>
#include <chrono>
#include <coroutine>
#include <cstdint>
#include <exception>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/executor.h"
#include "base/too_busy.h"

namespace poolhouse::store {

// Bytes, as apart from text. What is sealed is stored as a Blob.
struct Blob {
  std::string bytes;
  friend bool operator==(const Blob&, const Blob&) = default;
};

using Value = std::variant<std::monostate, std::int64_t, std::string, Blob>;
using Params = std::span<const Value>;

// One row of an answer. Columns are counted from 0, in the order of the SELECT or RETURNING list.
// Asking a column for another type than it holds throws std::logic_error: it is a bug in the SQL.
class Row {
 public:
  explicit Row(std::vector<Value> columns) : columns_(std::move(columns)) {}
  [[nodiscard]] bool is_null(std::size_t column) const;
  [[nodiscard]] std::int64_t integer(std::size_t column) const;
  [[nodiscard]] const std::string& text(std::size_t column) const;
  [[nodiscard]] const std::string& blob(std::size_t column) const;
  [[nodiscard]] std::optional<std::int64_t> optional_integer(std::size_t column) const;
  [[nodiscard]] std::optional<std::string> optional_text(std::size_t column) const;
  [[nodiscard]] std::optional<std::string> optional_blob(std::size_t column) const;

 private:
  std::vector<Value> columns_;
};

// The database cannot serve now (lost connection, full disk, I/O error). The client is told
// InternalErrorException; the operator reads `what()` in the log.
class Unavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A statement that is wrong, breaks a constraint or writes inside `read`: a bug, never an answer. `what()`
// names the statement and the constraint, and never a parameter's value.
class SqlError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

// A connection lent for the length of one read or write function. Not thread-safe, never kept.
class Connection {
 public:
  virtual ~Connection() = default;
  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // All rows of a statement. `sql` is a literal: statements are prepared once per connection and cached by
  // their text, so a text built for one call pushes out those that are used again. After a statement has
  // failed the transaction fails with that failure, also when the function catches it.
  virtual std::vector<Row> query(std::string_view sql, Params params) = 0;
  // Changes rows. Inside `write` it may be sent later, together with what has an answer: what it fails with
  // then comes out of a later call, or of the await.
  virtual void execute(std::string_view sql, Params params) = 0;
  // The same, and waits to say how many rows were changed.
  virtual std::int64_t count_changed(std::string_view sql, Params params) = 0;

  std::vector<Row> query(std::string_view sql, std::initializer_list<Value> params = {}) {
    return query(sql, Params(params.begin(), params.size()));
  }
  void execute(std::string_view sql, std::initializer_list<Value> params = {}) {
    execute(sql, Params(params.begin(), params.size()));
  }
  std::int64_t count_changed(std::string_view sql, std::initializer_list<Value> params = {}) {
    return count_changed(sql, Params(params.begin(), params.size()));
  }
  // The only row, or nothing. More than one row throws std::logic_error.
  std::optional<Row> query_one(std::string_view sql, std::initializer_list<Value> params = {});
};

class Store {
 public:
  virtual ~Store() = default;
  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // `co_await store.read([..](Connection& db) { return …; })`
  // Each statement sees what was committed before it; two statements may see different states, so a
  // decision over several rows that must hold is made in `write`.
  template <class Fn>
  auto read(Fn fn) {
    return Access<Fn>{*this, false, std::move(fn)};
  }

  // `co_await store.write([..](Connection& db) { return …; })`
  // One transaction, isolated as if it ran alone. When the await returns, the change is on disk.
  // What `fn` throws rolls its changes back and comes out of the await. `fn` may run more than once
  // (a serialisation failure is retried), so it must not consume what it captured. When too many wait
  // the await throws QueueFull at once and `fn` has not run. Unavailable may come out of a write that did
  // reach the disk (the connection broke during COMMIT), never the other way round.
  template <class Fn>
  auto write(Fn fn) {
    return Access<Fn>{*this, true, std::move(fn)};
  }

  // A statement is answered within two seconds, and SQLite has room to write. Blocks; not for I/O threads.
  virtual bool reachable() = 0;
  // "sqlite" or "postgresql".
  [[nodiscard]] virtual std::string_view engine() const = 0;
  // Jobs that wait for a connection or for the writer.
  [[nodiscard]] virtual std::size_t queued() const = 0;

 protected:
  // `run` is called with a connection inside a transaction (write) or without one (read), perhaps more
  // than once; an exception out of it rolls back. `done` is called exactly once, after the commit, with
  // the failure or null, from any thread or inline before submit returns, while the engine holds no lock.
  // A submit that throws calls neither.
  struct Job {
    std::move_only_function<void(Connection&)> run;
    std::move_only_function<void(std::exception_ptr)> done;
  };
  virtual void submit_read(Job job) = 0;
  virtual void submit_write(Job job) = 0;
  // Where awaiters go on.
  virtual Executor& resume_on() = 0;

 private:
  template <class Fn>
  struct Access {
    using Result = std::invoke_result_t<Fn&, Connection&>;
    using Stored = std::conditional_t<std::is_void_v<Result>, bool, Result>;

    Store& store;
    bool writes;
    Fn fn;
    std::optional<Stored> result = std::nullopt;
    std::exception_ptr failure = nullptr;
    // Set by the first of two to get there: the job's end, and the coroutine ready to sleep.
    std::atomic<bool> met = false;

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    // False when the job is done already: the coroutine then goes on here, without a hop through the
    // executor. SQLite's reads always do.
    bool await_suspend(std::coroutine_handle<> waiter) {
      // This awaiter lives in the suspended coroutine's frame until it is resumed.
      Job job{.run =
                  [this](Connection& db) {
                    if constexpr (std::is_void_v<Result>) {
                      fn(db);
                      result.emplace(true);
                    } else {
                      result.emplace(fn(db));
                    }
                  },
              .done =
                  [this, waiter](std::exception_ptr error) {
                    failure = std::move(error);
                    // Unless it sleeps, the coroutine may be gone from here on.
                    if (met.exchange(true)) store.resume_on().post([waiter] { waiter.resume(); });
                  }};
      if (writes) {
        store.submit_write(std::move(job));
      } else {
        store.submit_read(std::move(job));
      }
      return !met.exchange(true);
    }
    Result await_resume() {
      if (failure) std::rethrow_exception(failure);
      if constexpr (!std::is_void_v<Result>) return std::move(*result);
    }
  };
};

// Hears what a store does: metrics and the operator's log. See observer.h.
class StoreObserver;

enum class Opening {
  serve,   // made and migrated if need be; an SQLite file by one process only
  beside,  // as it is, perhaps while a server serves it: for the command line
};

// What `--database` names.
struct SqliteOptions {
  std::string path;                    // the directory is made with mode 0700, the file with 0600
  std::size_t write_queue_max = 4096;  // one more is refused with QueueFull
  std::size_t batch_max = 64;          // measured: beyond 64 a commit gains nothing (docs/architecture.md)
  std::size_t readers_max = 16;        // reads at the same time; another waits for its turn
  std::size_t checkpoint_bytes = 4 << 20;  // the log is copied into the database, beside the commits
  std::size_t log_max_bytes = 64 << 20;    // the log is restarted, between two commits
  Opening opening = Opening::serve;
  StoreObserver* observer = nullptr;  // outlives the store
};
struct PostgresOptions {
  std::string url;  // postgres://…, as libpq reads it
  std::size_t connections = 8;
  std::size_t queue_max = 4096;
  std::chrono::seconds wait_for_database{60};  // at start, until it answers
  // While it serves: a job waits so long for a database that is away, so that its restart is a delay and
  // not an error.
  std::chrono::milliseconds reconnect_patience{3000};
  // The server cancels a statement after it; twice as long without a word and the connection is given up.
  std::chrono::milliseconds statement_timeout{5000};
  std::size_t serialization_retries_max = 16;  // then TooBusy: the rows are too contended
  Opening opening = Opening::serve;
  StoreObserver* observer = nullptr;  // outlives the store
};

// Too many jobs wait.
class QueueFull : public TooBusy {
 public:
  using TooBusy::TooBusy;
};

// Opens, migrates to the newest schema (safe with several nodes starting at once) and is ready. Opened
// `beside`, the schema is the caller's to look at.
// Throws std::runtime_error with a sentence for the operator when it cannot: another process serves the
// same SQLite file, the schema is newer than this program, PostgreSQL did not answer in time.
// The store's destructor finishes what is queued.
std::unique_ptr<Store> open_sqlite(const SqliteOptions& options, Executor& resume_on);
std::unique_ptr<Store> open_postgres(const PostgresOptions& options, Executor& resume_on);

}  // namespace poolhouse::store
