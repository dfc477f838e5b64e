// Migrations: numbered files of src/store/migrations, embedded in the program and applied at start.
//
// One SQL text for both engines. {BLOB} becomes BLOB or BYTEA; {WITHOUT_ROWID} is empty on PostgreSQL. On
// PostgreSQL the word TEXT becomes TEXT COLLATE "C": text then sorts by its bytes as on SQLite, whatever
// the database's locale, and an upgrade of the system's locales cannot break an index.
// A file runs in one transaction; it is never changed once released.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/time.h"
#include "store/store.h"

namespace poolhouse::store {

struct Migration {
  std::int64_t version;  // 0003_more_groups.sql has version 3
  std::string_view name;
  std::string_view sql;
  std::string_view sha256 = {};  // of `sql`, hexadecimal; what a database was made by is told by it
};

// The files of src/store/migrations, by version.
std::span<const Migration> embedded_migrations();

// As in store.h, with other migrations than the embedded ones: for tests.
std::unique_ptr<Store> open_sqlite(const SqliteOptions& options, Executor& resume_on,
                                   std::span<const Migration> migrations);
std::unique_ptr<Store> open_postgres(const PostgresOptions& options, Executor& resume_on,
                                     std::span<const Migration> migrations);

// How an engine spells what migrations leave open.
struct Dialect {
  std::string_view blob;
  std::string_view text;
  std::string_view without_rowid;
  std::string_view begin;  // opens the transaction of a migration
};

// The migration's text in an engine's words. An unknown {MACRO} throws std::logic_error.
std::string in_dialect(std::string_view sql, const Dialect& dialect);

// Applies what is missing, in order. The caller keeps other nodes out meanwhile. `script` runs several
// statements at once on the connection of `db`. Throws std::runtime_error with a sentence for the operator
// when the database is newer than `migrations`, was made by another text of one of them, or one fails.
void migrate(Connection& db, const std::function<void(const std::string&)>& script, const Dialect& dialect,
             std::span<const Migration> migrations, Time now);

}  // namespace poolhouse::store
