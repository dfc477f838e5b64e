#include "load/database.h"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <sqlite3.h>

#include <memory>
#include <stdexcept>
#include <string_view>

namespace poolhouse::bench {
namespace {

constexpr std::string_view kSqlite = "sqlite:";

std::int64_t sqlite_bytes(const std::string& path) {
  sqlite3* opened = nullptr;
  const int code = ::sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr);
  const std::unique_ptr<sqlite3, decltype(&::sqlite3_close)> db(opened, &::sqlite3_close);
  sqlite3_stmt* prepared = nullptr;
  constexpr const char* kQuery =
      "SELECT (p.page_count - f.freelist_count) * s.page_size"
      " FROM pragma_page_count p, pragma_freelist_count f, pragma_page_size s";
  const bool ready =
      code == SQLITE_OK && ::sqlite3_prepare_v2(db.get(), kQuery, -1, &prepared, nullptr) == SQLITE_OK;
  const std::unique_ptr<sqlite3_stmt, decltype(&::sqlite3_finalize)> statement(prepared, &::sqlite3_finalize);
  if (!ready || ::sqlite3_step(statement.get()) != SQLITE_ROW) {
    throw std::runtime_error(fmt::format("{}: {}", path, ::sqlite3_errmsg(db.get())));
  }
  return ::sqlite3_column_int64(statement.get(), 0);
}

using PostgresResult = std::unique_ptr<PGresult, decltype(&::PQclear)>;

PostgresResult ask_postgres(const std::string& url, const char* sql, ExecStatusType expected) {
  const std::unique_ptr<PGconn, decltype(&::PQfinish)> db(::PQconnectdb(url.c_str()), &::PQfinish);
  PostgresResult result(::PQexec(db.get(), sql), &::PQclear);
  if (::PQresultStatus(result.get()) != expected) throw std::runtime_error(::PQerrorMessage(db.get()));
  return result;
}

std::int64_t postgres_bytes(const std::string& url) {
  const auto result = ask_postgres(url, "SELECT pg_database_size(current_database())", PGRES_TUPLES_OK);
  return std::stoll(::PQgetvalue(result.get(), 0, 0));
}

}  // namespace

std::int64_t database_bytes(const std::string& url) {
  return url.starts_with(kSqlite) ? sqlite_bytes(url.substr(kSqlite.size())) : postgres_bytes(url);
}

void let_settle(const std::string& url) {
  if (!url.starts_with(kSqlite)) ask_postgres(url, "VACUUM ANALYZE", PGRES_COMMAND_OK);
}

}  // namespace poolhouse::bench
