#include "store/postgres_connection.h"

#include <endian.h>
#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include "store/fault_points.h"
#include "store/sql_text.h"

namespace poolhouse::store {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Types of pg_type.dat; the numbers are fixed for ever.
// https://www.postgresql.org/docs/15/catalog-pg-type.html
enum : Oid {
  kBool = 16,
  kBytea = 17,
  kName = 19,
  kInt8 = 20,
  kInt2 = 21,
  kInt4 = 23,
  kText = 25,
  kUnknown = 705,
  kVarchar = 1043
};
constexpr int kBinary = 1;

// Bounds what a transaction may leave unsent and unread.
constexpr std::size_t kUnsettledMax = 256;

// While it waits for an answer a connection looks so often at what is known of others.
constexpr std::chrono::milliseconds kGlance{100};

// One line of libpq's several.
std::string one_line(std::string_view text) {
  std::string line(text.substr(0, text.find_last_not_of('\n') + 1));
  std::ranges::replace(line, '\n', ' ');
  return line;
}

std::string_view field(const PGresult* result, int code) {
  const char* const text = PQresultErrorField(result, code);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

// Big-endian two's complement of 2, 4 or 8 bytes.
std::int64_t integer(std::string_view bytes) {
  auto value = static_cast<std::uint64_t>(static_cast<signed char>(bytes.front()));
  for (const char byte : bytes.substr(1)) value = value << 8 | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(value);
}

Value column_value(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column) != 0) return std::monostate{};
  const std::string_view bytes(PQgetvalue(result, row, column),
                               static_cast<std::size_t>(PQgetlength(result, row, column)));
  switch (PQftype(result, column)) {
    case kBool:
    case kInt2:
    case kInt4:
    case kInt8:
      return integer(bytes);
    case kText:
    case kVarchar:
    case kName:
    case kUnknown:
      return std::string(bytes);
    case kBytea:
      return Blob{std::string(bytes)};
    default:
      throw SqlError(fmt::format(
          "column {} has a type that the store does not know: cast it to BIGINT or TEXT", column));
  }
}

std::vector<Row> rows_of(const PGresult* result) {
  std::vector<Row> rows;
  const int columns = PQnfields(result);
  for (int row = 0; row < PQntuples(result); ++row) {
    std::vector<Value> values;
    values.reserve(static_cast<std::size_t>(columns));
    for (int column = 0; column < columns; ++column) values.push_back(column_value(result, row, column));
    rows.emplace_back(std::move(values));
  }
  return rows;
}

Oid type_of(const Value& value) {
  constexpr std::array<Oid, 4> types{0, kInt8, kText,
                                     kBytea};  // in the order of Value; 0: the server decides
  return types.at(value.index());
}

// Whether the statement is at fault. Everything else of the server's errors passes by itself or needs the
// operator: no memory, full disk, shutting down, cancelled.
// https://www.postgresql.org/docs/15/errcodes-appendix.html
bool is_bug(std::string_view sqlstate) {
  constexpr std::array<std::string_view, 6> classes{"21", "22", "23", "25", "2F", "42"};
  return std::ranges::find(classes, sqlstate.substr(0, 2)) != classes.end();
}

// Whether the server's sentence names only words of the statement and of the schema. In others, as
// `invalid input syntax for type bigint: "…"`, is the value.
bool has_no_values(std::string_view sqlstate) {
  return sqlstate.starts_with("23") || sqlstate.starts_with("42");
}

}  // namespace

std::string describe_url(const std::string& url) {
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
      PQconninfoParse(url.c_str(), nullptr), PQconninfoFree);
  if (!options) {
    throw std::runtime_error(
        "The PostgreSQL URL cannot be read: postgres://user:password@host:port/database");
  }
  const auto value = [&](std::string_view keyword, std::string otherwise) {
    for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
      if (option->keyword == keyword && option->val != nullptr) return std::string(option->val);
    }
    return otherwise;
  };
  return fmt::format("postgres://{}:{}/{}", value("host", "localhost"), value("port", "5432"),
                     value("dbname", ""));
}

PostgresConnection::PostgresConnection(const std::string& url, std::chrono::milliseconds statement_timeout,
                                       const FellSilent* fell_silent)
    : statement_timeout_(statement_timeout), fell_silent_(fell_silent), opened_at_(SteadyClock::now()) {
  // What stands before "dbname" is a default, which the URL may override.
  constexpr std::array<const char*, 9> keywords{
      "connect_timeout",  "keepalives_idle",  "keepalives_interval",
      "keepalives_count", "tcp_user_timeout", "fallback_application_name",
      "dbname",           "client_encoding",  nullptr};
  const std::array<const char*, 9> values{"3",         "30",        "5",    "3",    "10000",
                                          "poolhouse", url.c_str(), "UTF8", nullptr};
  connection_.reset(PQconnectdbParams(keywords.data(), values.data(), 1));
  if (PQstatus(connection_.get()) != CONNECTION_OK) {
    throw Unavailable(one_line(PQerrorMessage(connection_.get())));
  }
  PQsetNoticeProcessor(connection_.get(), [](void*, const char*) {}, nullptr);
  PQsetnonblocking(connection_.get(), 1);
  // A statement that reads a whole young table collides with every write to it, and PostgreSQL goes on doing
  // so for a minute after the table has grown: every statement here has its index, and what is joined is
  // joined row by row to a page of others. Where it cannot be, the price that is put on that must not make
  // it worth compiling, which takes 100 ms.
  //
  // A server that was told not to wait for its disk is asked to, and one that waits for more is left alone.
  script(
      fmt::format("SET statement_timeout={}; SET default_transaction_read_only=on;"
                  "SET enable_seqscan=off; SET enable_hashjoin=off; SET enable_mergejoin=off;"
                  "SET max_parallel_workers_per_gather=0; SET jit=off;"
                  "SELECT set_config('synchronous_commit', 'on', false)"
                  " WHERE current_setting('synchronous_commit')='off'",
                  statement_timeout.count()));
}

PostgresConnection::~PostgresConnection() = default;

std::vector<Row> PostgresConnection::query(std::string_view sql, Params params) {
  return rows_of(run(sql, params).get());
}

void PostgresConnection::execute(std::string_view sql, Params params) {
  if (in_transaction_ && unsettled_.size() < kUnsettledMax) {
    send(sql, params);
  } else {
    run(sql, params);
  }
}

std::int64_t PostgresConnection::count_changed(std::string_view sql, Params params) {
  const auto result = run(sql, params);
  const std::string_view status(PQcmdStatus(result.get()));
  // A SELECT counts its rows there, which it has not changed.
  return status.starts_with("SELECT") ? 0 : std::strtoll(PQcmdTuples(result.get()), nullptr, 10);
}

void PostgresConnection::script(const std::string& sql) {
  const auto result = simple(sql, deadline_from_now());
  require_success(result.get(), sql);
}

void PostgresConnection::script_without_timeout(const std::string& sql) {
  const auto result = simple(sql, Deadline::max());
  require_success(result.get(), sql);
}

void PostgresConnection::ping(Deadline deadline) {
  require_success(simple("SELECT 1", deadline).get(), "SELECT 1");
}

// In libpq's pipeline mode, where statements are sent without waiting for the answers of those before them.
// https://www.postgresql.org/docs/15/libpq-pipeline-mode.html
void PostgresConnection::begin() {
  constexpr std::string_view kBegin = "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE";
  if (PQenterPipelineMode(connection_.get()) == 0) lose(kBegin, one_line(PQerrorMessage(connection_.get())));
  in_transaction_ = true;
  begun_ = false;
  send_command(std::string(kBegin));
}

void PostgresConnection::commit() {
  // A connection that died while it was idle is found out while the function may still run again.
  if (!begun_) settle();
  Result result;
  try {
    send_command("COMMIT");
    result = settle();
  } catch (const ConnectionLost& lost) {
    failure_ = nullptr;
    fail<Unavailable>(fmt::format("the outcome of a COMMIT is unknown: {}", lost.what()));
  }
  // In a transaction that has failed COMMIT succeeds by rolling back.
  if (std::string_view(PQcmdStatus(result.get())) != "COMMIT") {
    fail<SqlError>("a transaction that had failed was committed");
  }
  leave_transaction();
}

void PostgresConnection::end_transaction() {
  if (!in_transaction_ || lost_) return;
  try {
    // By itself: a failure makes the server skip whatever comes before the next synchronisation.
    if (!unsettled_.empty()) settle();
  } catch (const std::exception&) {
    if (lost_) return;
  }
  try {
    if (PQtransactionStatus(connection_.get()) != PQTRANS_IDLE) {
      send_command("ROLLBACK");
      settle();
    }
    leave_transaction();
  } catch (const std::exception&) {
    // The failure is remembered, as each is. A connection that cannot even roll back is of no more use.
    lost_ = true;
  }
}

// Throws nothing: what was committed must not be run again because its connection cannot go on.
void PostgresConnection::leave_transaction() {
  in_transaction_ = false;
  if (PQexitPipelineMode(connection_.get()) == 0) lost_ = true;
}

PostgresConnection::Result PostgresConnection::run(std::string_view sql, Params params) {
  send(sql, params);
  if (in_transaction_) return settle();
  auto result = answer(sql, deadline_from_now());
  require_success(result.get(), sql);
  return result;
}

void PostgresConnection::send(std::string_view sql, Params params) {
  const auto& name = prepared(sql, params);
  std::vector<std::uint64_t> integers(params.size());
  std::vector<const char*> values(params.size());
  std::vector<int> lengths(params.size());
  const std::vector<int> formats(params.size(), kBinary);
  const auto point_to = [&](std::size_t i, const char* bytes, std::size_t size) {
    values[i] = bytes;
    lengths[i] = static_cast<int>(size);
  };
  for (std::size_t i = 0; i < params.size(); ++i) {
    if (const auto* number = std::get_if<std::int64_t>(&params[i])) {
      integers[i] = htobe64(static_cast<std::uint64_t>(*number));
      point_to(i, reinterpret_cast<const char*>(&integers[i]), sizeof integers[i]);
    } else if (const auto* text = std::get_if<std::string>(&params[i])) {
      point_to(i, text->data(), text->size());
    } else if (const auto* blob = std::get_if<Blob>(&params[i])) {
      point_to(i, blob->bytes.data(), blob->bytes.size());
    }
  }
  fault_points::reach_statement(sql);
  if (PQsendQueryPrepared(connection_.get(), name.c_str(), static_cast<int>(params.size()), values.data(),
                          lengths.data(), formats.data(), kBinary) == 0) {
    lose(sql, one_line(PQerrorMessage(connection_.get())));
  }
  if (in_transaction_) unsettled_.push_back(named(sql));
}

void PostgresConnection::send_command(const std::string& sql) {
  if (PQsendQueryParams(connection_.get(), sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, kBinary) ==
      0) {
    lose(sql, one_line(PQerrorMessage(connection_.get())));
  }
  unsettled_.push_back(sql);
}

// The server's name of the statement. The types are part of what it is known by: with NULL in place of an
// integer the server chooses a type of its own, which may be too narrow for the next integer.
const std::string& PostgresConnection::prepared(std::string_view sql, Params params) {
  std::vector<Oid> types;
  types.reserve(params.size());
  std::string key;
  key.reserve(params.size() + 1 + sql.size());
  for (const auto& param : params) {
    if (has_nul(param)) {
      fail<SqlError>("text with a NUL byte, which only a Blob can hold, in: " + named(sql));
    }
    types.push_back(type_of(param));
    key += static_cast<char>('0' + param.index());
  }
  key += ' ';
  key += sql;
  if (const auto* found = statements_.find(key)) return *found;

  // The server would ignore a parameter too many.
  if (const auto wanted = parameters_in(sql); wanted != params.size()) {
    fail<SqlError>(fmt::format("{} parameters given, {} wanted, in: {}", params.size(), wanted, named(sql)));
  }
  if (const auto evicted = statements_.make_room()) {
    if (in_transaction_) {
      send_command("DEALLOCATE " + *evicted);
    } else {
      script("DEALLOCATE " + *evicted);
    }
  }
  auto name = fmt::format("s{}", ++prepared_so_far_);
  if (PQsendPrepare(connection_.get(), name.c_str(), std::string(sql).c_str(), static_cast<int>(types.size()),
                    types.data()) == 0) {
    lose(sql, one_line(PQerrorMessage(connection_.get())));
  }
  if (in_transaction_) {
    unsettled_.push_back(named(sql));
    settle();
  } else {
    const auto result = answer(sql, deadline_from_now());
    require_success(result.get(), sql);
  }
  return statements_.add(key, std::move(name));
}

PostgresConnection::Result PostgresConnection::simple(const std::string& sql, Deadline deadline) {
  if (PQsendQuery(connection_.get(), sql.c_str()) == 0) {
    lose(sql, one_line(PQerrorMessage(connection_.get())));
  }
  return answer(sql, deadline);
}

// The last result of what was sent, or the first error.
PostgresConnection::Result PostgresConnection::answer(std::string_view sql, Deadline deadline) {
  flush(sql, deadline);
  Result answer;
  while (auto next = next_result(sql, deadline)) {
    if (!answer || PQresultStatus(answer.get()) != PGRES_FATAL_ERROR) answer = std::move(next);
  }
  if (!answer || PQstatus(connection_.get()) != CONNECTION_OK) {
    lose(sql, one_line(PQerrorMessage(connection_.get())));
  }
  return answer;
}

// Waits for the answers of all that was sent. The last one; throws what the first failure was.
PostgresConnection::Result PostgresConnection::settle() {
  const auto deadline = deadline_from_now();
  const auto statements = std::exchange(unsettled_, {});
  if (PQpipelineSync(connection_.get()) == 0) {
    lose(statements.back(), one_line(PQerrorMessage(connection_.get())));
  }
  std::exception_ptr first_failure;
  Result last;
  for (const auto& sql : statements) {
    last = answer(sql, deadline);
    if (first_failure) continue;
    try {
      require_success(last.get(), sql);
    } catch (const std::exception&) {
      if (lost_) throw;
      first_failure = std::current_exception();
    }
  }
  const auto synchronised = next_result(statements.back(), deadline);
  if (PQresultStatus(synchronised.get()) != PGRES_PIPELINE_SYNC) {
    lose(statements.back(), "the server is out of step");
  }
  if (first_failure) std::rethrow_exception(first_failure);
  begun_ = true;
  return last;
}

// Null where the answer of a statement ends.
PostgresConnection::Result PostgresConnection::next_result(std::string_view sql, Deadline deadline) {
  auto* const connection = connection_.get();
  while (PQisBusy(connection) != 0) {
    wait_for(POLLIN, sql, deadline);
    if (PQconsumeInput(connection) == 0) lose(sql, one_line(PQerrorMessage(connection)));
  }
  return Result(PQgetResult(connection));
}

void PostgresConnection::flush(std::string_view sql, Deadline deadline) {
  auto* const connection = connection_.get();
  for (int unsent = PQflush(connection); unsent != 0; unsent = PQflush(connection)) {
    if (unsent < 0) lose(sql, one_line(PQerrorMessage(connection)));
    // The server may have to speak before it listens on.
    wait_for(POLLIN | POLLOUT, sql, deadline);
    if (PQconsumeInput(connection) == 0) lose(sql, one_line(PQerrorMessage(connection)));
  }
}

// The server cancels a statement by itself; when even that is not heard, it or the network is gone.
PostgresConnection::Deadline PostgresConnection::deadline_from_now() const {
  return SteadyClock::now() + 2 * statement_timeout_;
}

void PostgresConnection::wait_for(short events, std::string_view sql, Deadline deadline) {
  pollfd socket{.fd = PQsocket(connection_.get()), .events = events, .revents = 0};
  for (;;) {
    const auto now = SteadyClock::now();
    if (now >= deadline) lose(sql, "the server does not answer");
    if (fell_silent_ != nullptr && fell_silent_->includes_waiting(opened_at_, now)) {
      lose(sql, "the server answers others, on newer connections");
    }
    const auto patience = std::min(kGlance, std::chrono::ceil<std::chrono::milliseconds>(deadline - now));
    const int ready = ::poll(&socket, 1, static_cast<int>(patience.count()));
    if (ready > 0) return;
    if (ready < 0 && errno != EINTR) lose(sql, "poll failed");
  }
}

void PostgresConnection::require_success(const PGresult* result, std::string_view sql) {
  const auto status = PQresultStatus(result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return;
  const auto sqlstate = field(result, PG_DIAG_SQLSTATE);
  const auto severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  // 26000 and 0A000: the server has forgotten a prepared statement, or a migration has changed its columns.
  // A new connection prepares it anew.
  if (sqlstate.empty() || severity == "FATAL" || severity == "PANIC" || sqlstate == "26000" ||
      sqlstate == "0A000") {
    lose(sql, fmt::format("{} {}", sqlstate, field(result, PG_DIAG_MESSAGE_PRIMARY)));
  }
  const auto sentence =
      fmt::format("PostgreSQL error {}{}{} in: {}", sqlstate, has_no_values(sqlstate) ? " " : "",
                  has_no_values(sqlstate) ? field(result, PG_DIAG_MESSAGE_PRIMARY) : "", named(sql));
  if (sqlstate == "40001" || sqlstate == "40P01") fail<SerializationFailure>(sentence);
  if (is_bug(sqlstate)) fail<SqlError>(sentence);
  fail<Unavailable>(sentence);
}

void PostgresConnection::lose(std::string_view sql, const std::string& reason) {
  lost_ = true;
  fail<ConnectionLost>(fmt::format("the connection to PostgreSQL was lost ({}) in: {}", reason, named(sql)));
}

template <class Failure>
void PostgresConnection::fail(const std::string& sentence) {
  auto failure = std::make_exception_ptr(Failure(sentence));
  if (!failure_) failure_ = failure;
  std::rethrow_exception(failure);
}

}  // namespace poolhouse::store
