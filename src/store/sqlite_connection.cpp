#include "store/sqlite_connection.h"

#include <fmt/format.h>

#include "store/fault_points.h"
#include "store/sql_text.h"

namespace poolhouse::store {
namespace {

// Whether the statement is at fault, and not the disk.
bool is_bug(int primary_code, SqliteAccess access) {
  switch (primary_code) {
    case SQLITE_ERROR:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
    case SQLITE_MISUSE:
    case SQLITE_TOOBIG:
    case SQLITE_SCHEMA:
    case SQLITE_AUTH:
      return true;
    case SQLITE_READONLY:  // a write inside `read`; for the writer the file system has become read-only
      return access == SqliteAccess::read_only;
    default:
      return false;
  }
}

Value column_value(sqlite3_stmt* statement, int column) {
  const auto bytes = [&](const void* data) {
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
    return size == 0 ? std::string() : std::string(static_cast<const char*>(data), size);
  };
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
      return std::monostate{};
    case SQLITE_INTEGER:
      return static_cast<std::int64_t>(sqlite3_column_int64(statement, column));
    case SQLITE_TEXT:
      return bytes(sqlite3_column_text(statement, column));
    case SQLITE_BLOB:
      return Blob{bytes(sqlite3_column_blob(statement, column))};
    default:
      throw SqlError(
          fmt::format("column {} is a floating-point number, which the store does not know", column));
  }
}

// The value must outlive the statement's run: SQLite gets no copy of it.
int bind_value(sqlite3_stmt* statement, int index, const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return sqlite3_bind_int64(statement, index, *integer);
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    return sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  if (const auto* blob = std::get_if<Blob>(&value)) {
    return sqlite3_bind_blob64(statement, index, blob->bytes.data(), blob->bytes.size(), SQLITE_STATIC);
  }
  return sqlite3_bind_null(statement, index);
}

}  // namespace

// Leaves a statement ready for its next use. One that is not reset keeps its read transaction open, and
// with it the log from being restarted.
class SqliteConnection::Run {
 public:
  explicit Run(sqlite3_stmt* statement) : statement_(statement) {}
  ~Run() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);  // the bindings point into the caller's parameters
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

 private:
  sqlite3_stmt* statement_;
};

SqliteConnection::SqliteConnection(const std::string& path, SqliteAccess access) : access_(access) {
  const int mode = access == SqliteAccess::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  sqlite3* db = nullptr;
  const int opened =
      sqlite3_open_v2(path.c_str(), &db, mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  db_.reset(db);
  if (opened != SQLITE_OK) {
    throw Unavailable(fmt::format("SQLite cannot open {}: {}", path, sqlite3_errstr(opened)));
  }
  sqlite3_busy_timeout(db, kBusyTimeoutMs);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  // temp_store: nothing of the data goes to a temporary directory.
  script("PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;");
  if (fault_points::synchronous_normal()) script("PRAGMA synchronous=NORMAL");
}

SqliteConnection::~SqliteConnection() = default;

std::vector<Row> SqliteConnection::query(std::string_view sql, Params params) {
  const auto& found = prepared(sql);
  auto* const statement = found.statement.get();
  const Run run(statement);
  bind(found, sql, params);
  fault_points::reach_statement(sql);
  std::vector<Row> rows;
  while (step(statement, sql)) {
    const int count = sqlite3_column_count(statement);
    std::vector<Value> columns;
    columns.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) columns.push_back(column_value(statement, i));
    rows.emplace_back(std::move(columns));
  }
  return rows;
}

void SqliteConnection::execute(std::string_view sql, Params params) { count_changed(sql, params); }

std::int64_t SqliteConnection::count_changed(std::string_view sql, Params params) {
  const auto& found = prepared(sql);
  auto* const statement = found.statement.get();
  const Run run(statement);
  bind(found, sql, params);
  fault_points::reach_statement(sql);
  const auto before = sqlite3_total_changes64(db_.get());
  while (step(statement, sql)) {
  }
  // A statement that changed nothing leaves the count of the one before it in sqlite3_changes.
  return sqlite3_total_changes64(db_.get()) == before ? 0 : sqlite3_changes64(db_.get());
}

void SqliteConnection::script(const std::string& sql) {
  const int code = sqlite3_exec(db_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code, sql);
}

bool SqliteConnection::checkpoint(int mode) {
  // A connection that has never read does not know that there is a log: it copies nothing and reports
  // success.
  query("SELECT count(*) FROM sqlite_schema", Params{});
  const int code = sqlite3_wal_checkpoint_v2(db_.get(), nullptr, mode, nullptr, nullptr);
  if (code == SQLITE_OK) return true;
  if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED) return false;
  fail(code, "(checkpoint)");
}

SqliteConnection::Prepared& SqliteConnection::prepared(std::string_view sql) {
  if (auto* const found = statements_.find(sql)) return *found;
  sqlite3_stmt* statement = nullptr;
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v3(db_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, &rest);
  Prepared made{.statement = std::unique_ptr<sqlite3_stmt, Finalize>(statement), .index_of = {}};
  if (code != SQLITE_OK) fail(code, sql);
  const auto after = sql.substr(static_cast<std::size_t>(rest - sql.data()));
  if (statement == nullptr || after.find_first_not_of(" \n\t") != std::string_view::npos) {
    refuse("not exactly one statement: " + named(sql));
  }
  const int count = sqlite3_bind_parameter_count(statement);
  for (int i = 1; i <= count; ++i) {
    const int index = sqlite3_bind_parameter_index(statement, fmt::format("${}", i).c_str());
    if (index == 0) refuse(fmt::format("parameters are $1 to ${} without a gap, in: {}", count, named(sql)));
    made.index_of.push_back(index);
  }
  statements_.make_room();
  return statements_.add(sql, std::move(made));
}

void SqliteConnection::bind(const Prepared& prepared, std::string_view sql, Params params) {
  if (params.size() != prepared.index_of.size()) {
    refuse(fmt::format("{} parameters given, {} wanted, in: {}", params.size(), prepared.index_of.size(),
                       named(sql)));
  }
  for (std::size_t i = 0; i < params.size(); ++i) {
    if (has_nul(params[i])) refuse("text with a NUL byte, which only a Blob can hold, in: " + named(sql));
    const int code = bind_value(prepared.statement.get(), prepared.index_of[i], params[i]);
    if (code != SQLITE_OK) fail(code, sql);
  }
}

// Whether there is a row.
bool SqliteConnection::step(sqlite3_stmt* statement, std::string_view sql) {
  const int code = sqlite3_step(statement);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  fail(code, sql);
}

void SqliteConnection::fail(int code, std::string_view sql) {
  const int primary = code & 0xff;
  if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC) lost_sync_ = true;
  // SQLite's sentence for these two names columns and words of the statement; others may hold a value.
  const bool has_names = primary == SQLITE_CONSTRAINT || primary == SQLITE_ERROR;
  const auto sentence = fmt::format("SQLite error {} ({}) in: {}", code,
                                    has_names ? sqlite3_errmsg(db_.get()) : sqlite3_errstr(code), named(sql));
  auto failure = is_bug(primary, access_) ? std::make_exception_ptr(SqlError(sentence))
                                          : std::make_exception_ptr(Unavailable(sentence));
  if (!failure_) failure_ = failure;
  std::rethrow_exception(failure);
}

void SqliteConnection::refuse(const std::string& sentence) {
  auto failure = std::make_exception_ptr(SqlError(sentence));
  if (!failure_) failure_ = failure;
  std::rethrow_exception(failure);
}

}  // namespace poolhouse::store
