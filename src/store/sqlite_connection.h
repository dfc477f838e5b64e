// One connection to an SQLite file. Private to the store room.
#pragma once

#include <sqlite3.h>

#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "store/statement_cache.h"
#include "store/store.h"

namespace poolhouse::store {

// Nobody else writes to the file, so only a person with the sqlite3 program can make us wait.
inline constexpr int kBusyTimeoutMs = 5000;

enum class SqliteAccess { read_only, read_write };

class SqliteConnection final : public Connection {
 public:
  // Opens an existing file with the settings that every connection shares. Throws Unavailable.
  SqliteConnection(const std::string& path, SqliteAccess access);
  ~SqliteConnection() override;

  using Connection::count_changed;
  using Connection::execute;
  using Connection::query;
  std::vector<Row> query(std::string_view sql, Params params) override;
  void execute(std::string_view sql, Params params) override;
  std::int64_t count_changed(std::string_view sql, Params params) override;

  // Several statements without parameters.
  void script(const std::string& sql);
  // What the first statement failed with since the last call, also when it was caught; or null.
  std::exception_ptr take_failure() { return std::exchange(failure_, nullptr); }
  // False after SQLite has rolled back by itself, as it does on a full disk.
  [[nodiscard]] bool in_transaction() const { return sqlite3_get_autocommit(db_.get()) == 0; }
  // An fsync has failed on this connection: nothing written since can be trusted to be on disk.
  [[nodiscard]] bool lost_sync() const { return lost_sync_; }
  // Copies the log into the database: SQLITE_CHECKPOINT_PASSIVE and so on. False when something else is
  // in the way. Throws Unavailable.
  bool checkpoint(int mode);
  [[nodiscard]] sqlite3* handle() const { return db_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* db) const { sqlite3_close(db); }
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  struct Prepared {
    std::unique_ptr<sqlite3_stmt, Finalize> statement;
    std::vector<int> index_of;  // index_of[0] is where SQLite counts $1
  };
  class Run;

  Prepared& prepared(std::string_view sql);
  void bind(const Prepared& prepared, std::string_view sql, Params params);
  bool step(sqlite3_stmt* statement, std::string_view sql);
  // Throws what `code` means and remembers it as the transaction's failure.
  [[noreturn]] void fail(int code, std::string_view sql);
  [[noreturn]] void refuse(const std::string& sentence);

  const SqliteAccess access_;
  std::unique_ptr<sqlite3, Close> db_;
  StatementCache<Prepared> statements_;  // gone before the database is closed
  std::exception_ptr failure_;
  bool lost_sync_ = false;
};

}  // namespace poolhouse::store
