#include "store/migration.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace poolhouse::store {
namespace {

bool in_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool in_macro_name(char c) { return (c >= 'A' && c <= 'Z') || c == '_'; }

// The length of a word or of a {MACRO} at the start of `sql`; of anything else one character.
std::size_t token_length(std::string_view sql) {
  if (sql.front() == '{') {
    const auto end = std::ranges::find_if_not(sql.substr(1), in_macro_name) - sql.begin();
    const auto length = static_cast<std::size_t>(end) + 1;
    return length > 2 && length <= sql.size() && sql[length - 1] == '}' ? length : 1;
  }
  const auto word = std::ranges::find_if_not(sql, in_word) - sql.begin();
  return std::max<std::size_t>(static_cast<std::size_t>(word), 1);
}

void in_transaction(const std::function<void(const std::string&)>& script, const Dialect& dialect,
                    const std::function<void()>& work) {
  script(std::string(dialect.begin));
  try {
    work();
    script("COMMIT");
  } catch (...) {
    try {
      script("ROLLBACK");
    } catch (const std::exception&) {
      // The first failure is the one to tell, and the connection is closed because of it.
    }
    throw;
  }
}

[[noreturn]] void refuse_other_schema(const std::string& difference) {
  throw std::runtime_error(fmt::format(
      "An unreleased Poolhouse made this database: {}. Back it up with that program and restore it with "
      "this one, or start with an empty database.",
      difference));
}

// Rows of (version, sha256), in order.
std::vector<Row> applied_migrations(Connection& db) {
  try {
    return db.query("SELECT version, sha256 FROM schema_migration ORDER BY version");
  } catch (const SqlError& failure) {
    refuse_other_schema(failure.what());
  }
}

// A file that is never changed once released may have changed before: such a schema looks right and is not.
void require_same(const std::vector<Row>& applied, std::span<const Migration> migrations) {
  for (const auto& row : applied) {
    const auto known = std::ranges::find(migrations, row.integer(0), &Migration::version);
    if (known == migrations.end() || known->sha256 != row.text(1)) {
      refuse_other_schema(fmt::format("its migration {} had another text", row.integer(0)));
    }
  }
}

}  // namespace

std::string in_dialect(std::string_view sql, const Dialect& dialect) {
  const std::array<std::pair<std::string_view, std::string_view>, 3> words{{
      {"{BLOB}", dialect.blob},
      {"{WITHOUT_ROWID}", dialect.without_rowid},
      {"TEXT", dialect.text},
  }};
  std::string out;
  while (!sql.empty()) {
    const auto token = sql.substr(0, token_length(sql));
    sql.remove_prefix(token.size());
    const auto* const word =
        std::ranges::find(words, token, &std::pair<std::string_view, std::string_view>::first);
    if (word == words.end() && token.size() > 1 && token.front() == '{') {
      throw std::logic_error(fmt::format("a migration uses the unknown macro {}", token));
    }
    out += word == words.end() ? token : word->second;
  }
  return out;
}

void migrate(Connection& db, const std::function<void(const std::string&)>& script, const Dialect& dialect,
             std::span<const Migration> migrations, Time now) {
  if (std::ranges::adjacent_find(migrations, std::greater_equal{}, &Migration::version) != migrations.end()) {
    throw std::logic_error("migrations are not in the order of their versions");
  }
  std::vector<Row> applied;
  in_transaction(script, dialect, [&] {
    script(
        in_dialect("CREATE TABLE IF NOT EXISTS schema_migration"
                   "(version BIGINT PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL,"
                   " applied_at BIGINT NOT NULL)",
                   dialect));
    applied = applied_migrations(db);
  });
  const auto current = applied.empty() ? 0 : applied.back().integer(0);
  const auto newest = migrations.empty() ? 0 : migrations.back().version;
  if (current > newest) {
    throw std::runtime_error(fmt::format(
        "The database has schema version {}, this program knows versions up to {}: start a newer Poolhouse.",
        current, newest));
  }
  require_same(applied, migrations);
  for (const auto& migration : migrations) {
    if (migration.version <= current) continue;
    try {
      in_transaction(script, dialect, [&] {
        script(in_dialect(migration.sql, dialect));
        db.execute("INSERT INTO schema_migration(version, name, sha256, applied_at) VALUES ($1, $2, $3, $4)",
                   {migration.version, std::string(migration.name), std::string(migration.sha256),
                    to_epoch_ms(now)});
      });
    } catch (const std::exception& failure) {
      throw std::runtime_error(
          fmt::format("Migration {} ({}) failed: {}", migration.version, migration.name, failure.what()));
    }
  }
}

}  // namespace poolhouse::store
