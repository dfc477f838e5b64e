// One synchronous connection to PostgreSQL. Private to the store room.
#pragma once

#include <libpq-fe.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/statement_cache.h"
#include "store/store.h"

namespace poolhouse::store {

// The connection broke before COMMIT was sent: nothing was changed, the function may run once more.
class ConnectionLost : public Unavailable {
 public:
  using Unavailable::Unavailable;
};

// Another transaction came first (40001, 40P01): the function runs again.
class SerializationFailure : public Unavailable {
 public:
  using Unavailable::Unavailable;
};

// "postgres://…" without user and password, for the operator's log. Throws std::runtime_error (without
// the text, which may hold the password) when libpq cannot read it.
std::string describe_url(const std::string& url);

// What one connection's silence tells the others. When the network forgets connections without a word, each
// would find out by itself, after its own long wait for an answer.
class FellSilent {
 public:
  using Now = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::milliseconds kTimeToAnswer{500};

  // A connection did not answer, and a new one does: the others that were opened before are dead as well.
  void noticed(Now now) { at_ = now; }
  // Of a connection that is about to be used.
  [[nodiscard]] bool includes(Now opened) const { return opened < at_.load(); }
  // Of one that is waited for: the server may only have slept, and this is enough to answer then.
  [[nodiscard]] bool includes_waiting(Now opened, Now now) const {
    return includes(opened) && now > at_.load() + kTimeToAnswer;
  }

 private:
  std::atomic<Now> at_ = Now::min();
};

class PostgresConnection final : public Connection {
 public:
  // Throws Unavailable with libpq's reason. Outside of a transaction the session is read-only. With
  // `fell_silent` it gives up waiting when that says so.
  PostgresConnection(const std::string& url, std::chrono::milliseconds statement_timeout,
                     const FellSilent* fell_silent = nullptr);
  ~PostgresConnection() override;

  using Connection::count_changed;
  using Connection::execute;
  using Connection::query;
  std::vector<Row> query(std::string_view sql, Params params) override;
  // Inside a transaction sent together with the next statement whose answer is waited for.
  void execute(std::string_view sql, Params params) override;
  std::int64_t count_changed(std::string_view sql, Params params) override;

  // Several statements without parameters.
  void script(const std::string& sql);
  // Ends only when the server does, however long it takes: for migrations.
  void script_without_timeout(const std::string& sql);
  // Throws Unavailable unless the server answers before `deadline`.
  void ping(std::chrono::steady_clock::time_point deadline);
  void begin();
  // Throws what a statement before it failed with, SerializationFailure (rolled back), or Unavailable: the
  // outcome is unknown and must not be acknowledged, nor the function run again.
  void commit();
  // Whatever is left of a transaction. What its last statements turn out to have failed with is a failure
  // too.
  void end_transaction();
  // What the first statement failed with since the last call, also when it was caught; or null.
  std::exception_ptr take_failure() { return std::exchange(failure_, nullptr); }
  [[nodiscard]] bool failed() const { return failure_ != nullptr; }
  [[nodiscard]] bool lost() const { return lost_; }
  [[nodiscard]] std::chrono::steady_clock::time_point opened_at() const { return opened_at_; }

 private:
  using Deadline = std::chrono::steady_clock::time_point;
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  using Result = std::unique_ptr<PGresult, Clear>;

  Result run(std::string_view sql, Params params);
  void send(std::string_view sql, Params params);
  void send_command(const std::string& sql);
  void leave_transaction();
  const std::string& prepared(std::string_view sql, Params params);
  Result simple(const std::string& sql, Deadline deadline);
  Result answer(std::string_view sql, Deadline deadline);
  Result settle();
  Result next_result(std::string_view sql, Deadline deadline);
  void flush(std::string_view sql, Deadline deadline);
  [[nodiscard]] Deadline deadline_from_now() const;
  void wait_for(short events, std::string_view sql, Deadline deadline);
  void require_success(const PGresult* result, std::string_view sql);
  [[noreturn]] void lose(std::string_view sql, const std::string& reason);
  template <class Failure>
  [[noreturn]] void fail(const std::string& sentence);

  const std::chrono::milliseconds statement_timeout_;
  const FellSilent* const fell_silent_;
  const std::chrono::steady_clock::time_point opened_at_;
  std::unique_ptr<PGconn, Finish> connection_;
  StatementCache<std::string> statements_;  // the server's name of the statement
  std::uint64_t prepared_so_far_ = 0;
  // The statements of a transaction whose answers are still to come, as errors name them.
  std::vector<std::string> unsettled_;
  bool in_transaction_ = false;
  bool begun_ = false;  // the server has said so
  std::exception_ptr failure_;
  bool lost_ = false;
};

}  // namespace poolhouse::store
