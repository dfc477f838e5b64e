#include "main/database.h"

#include <fmt/format.h>

#include <stdexcept>
#include <string_view>

#include "base/sync_wait.h"
#include "store/migration.h"

namespace poolhouse {
namespace {

constexpr std::string_view kSqlite = "sqlite:";

Task<std::optional<std::int64_t>> read_schema_version(store::Store& store) {
  co_return co_await store.read([](store::Connection& db) {
    return db.query_one("SELECT max(version) FROM schema_migration")->optional_integer(0);
  });
}

}  // namespace

std::unique_ptr<store::Store> open_database(const std::string& database, store::Opening opening,
                                            store::StoreObserver* observer, Executor& resume_on) {
  if (const auto file = sqlite_file_of(database)) {
    return store::open_sqlite({.path = file->string(), .opening = opening, .observer = observer}, resume_on);
  }
  return store::open_postgres({.url = database, .opening = opening, .observer = observer}, resume_on);
}

std::optional<std::filesystem::path> sqlite_file_of(const std::string& database) {
  if (!database.starts_with(kSqlite)) return std::nullopt;
  return database.substr(kSqlite.size());
}

std::string describe_database(const std::string& database) {
  if (database.starts_with(kSqlite)) return database;
  const auto scheme_end = database.find("://");
  if (scheme_end == std::string::npos) return "an unreadable URL";
  std::string_view rest = std::string_view(database).substr(scheme_end + 3);
  rest = rest.substr(0, rest.find('?'));
  // A password may hold any of the characters that structure a URL, so the last '@' counts.
  if (const auto at = rest.rfind('@'); at != std::string_view::npos) rest.remove_prefix(at + 1);
  return fmt::format("postgres://{}", rest);
}

bool holds_password(const std::string& database) {
  const auto scheme_end = database.find("://");
  if (sqlite_file_of(database) || scheme_end == std::string::npos) return false;
  const auto rest = std::string_view(database).substr(scheme_end + 3);
  const auto at = rest.rfind('@');
  const auto user = at == std::string_view::npos ? std::string_view() : rest.substr(0, at);
  return user.contains(':') || rest.contains("password=");
}

std::optional<std::int64_t> schema_version(store::Store& store) {
  try {
    return sync_wait(read_schema_version(store));
  } catch (const store::SqlError&) {
    // The table is made by the first migration.
    return std::nullopt;
  }
}

std::int64_t newest_schema_version() {
  const auto migrations = store::embedded_migrations();
  return migrations.empty() ? 0 : migrations.back().version;
}

std::unique_ptr<store::Store> open_for_command(const std::string& database, Executor& resume_on) {
  const auto file = sqlite_file_of(database);
  if (file && !std::filesystem::exists(*file)) {
    return open_database(database, store::Opening::serve, nullptr, resume_on);
  }
  auto beside = open_database(database, store::Opening::beside, nullptr, resume_on);
  const auto version = schema_version(*beside);
  if (version == newest_schema_version()) return beside;
  if (version > newest_schema_version()) {
    throw std::runtime_error(
        fmt::format("The database has schema version {}, this program knows versions up to {}: use a newer "
                    "Poolhouse.",
                    *version, newest_schema_version()));
  }
  // A server of the old version may be at work, so that is not for a small command to change.
  if (version) {
    throw std::runtime_error(fmt::format(
        "The database has schema version {}, this program needs {}: run `poolhouse migrate` first.", *version,
        newest_schema_version()));
  }
  beside.reset();
  return open_database(database, store::Opening::serve, nullptr, resume_on);
}

}  // namespace poolhouse
