#include "main/backup/restore.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "main/backup/durable_file.h"
#include "main/backup/patient_store.h"
#include "main/database.h"
#include "store/sqlite_files.h"

namespace poolhouse::backup {
namespace {

using store::Value;

// One statement for so many rows: most of what a restore costs is statements.
constexpr std::size_t kBatchRows = 100;
constexpr std::int64_t kProgressRows = 50'000;
// A value names its master key in its first bytes: version and key id.
constexpr std::size_t kKeyNameBytes = 5;
// More master keys than this are not those of one house.
constexpr std::size_t kSamplesMax = 100;

// Inserts the rows of one table, many with a statement. Rows wait for others with NULL in the same columns:
// a statement's parameters have fixed types, and NULL has none.
class Inserter {
 public:
  Inserter(store::Connection& db, const Table& table) : db_(db), table_(table) {}

  void add(std::vector<Value> row) {
    std::string nulls;
    for (const auto& value : row) nulls += std::holds_alternative<std::monostate>(value) ? '0' : '1';
    auto& waiting = waiting_[nulls];
    for (auto& value : row) {
      if (!std::holds_alternative<std::monostate>(value)) waiting.values.push_back(std::move(value));
    }
    if (++waiting.rows < kBatchRows) return;
    insert(nulls, kBatchRows, waiting.values);
    waiting = {};
  }

  // What still waits, row by row.
  void finish() {
    for (const auto& [nulls, waiting] : waiting_) {
      const auto width = static_cast<std::size_t>(std::ranges::count(nulls, '1'));
      for (std::size_t row = 0; row < waiting.rows; ++row) {
        insert(nulls, 1, store::Params(waiting.values).subspan(row * width, width));
      }
    }
    waiting_.clear();
  }

 private:
  struct Waiting {
    std::size_t rows = 0;
    std::vector<Value> values;
  };

  void insert(const std::string& nulls, std::size_t rows, store::Params values) {
    std::string columns;
    for (std::size_t i = 0; i < nulls.size(); ++i) {
      if (nulls[i] == '1') columns += (columns.empty() ? "" : ", ") + table_.columns[i].name;
    }
    auto sql = fmt::format("INSERT INTO {} ({}) VALUES ", table_.name, columns);
    const auto width = values.size() / rows;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i % width == 0) sql += i == 0 ? "(" : "), (";
      if (i % width > 0) sql += ", ";
      sql += fmt::format("${}", i + 1);
    }
    db_.execute(sql + ")", values);
  }

  store::Connection& db_;
  const Table& table_;
  std::map<std::string, Waiting> waiting_;  // by '0' and '1' for each column; at most some dozen
};

void require_empty(store::Connection& db, const RowCounts& tables) {
  for (const auto& [table, count] : tables) {
    if (db.query(fmt::format("SELECT 1 FROM {} LIMIT 1", table)).empty()) continue;
    throw std::runtime_error(fmt::format(
        "The database is not empty: {} has rows. A backup is restored into a new database only, and nothing "
        "was changed.",
        table));
  }
}

void require_counts(store::Connection& db, const RowCounts& tables) {
  for (const auto& [table, count] : tables) {
    const auto found = db.query_one(fmt::format("SELECT count(*) FROM {}", table))->integer(0);
    if (found == count) continue;
    throw std::runtime_error(fmt::format(
        "{} has {} rows after the restore where the backup has {}; nothing was kept.", table, found, count));
  }
}

}  // namespace

Verified::Verified(const std::filesystem::path& file, std::span<const store::Migration> migrations)
    : file_(file), migrations_(migrations), in_(file, std::ios::binary) {
  if (!in_.is_open()) throw std::runtime_error(fmt::format("{} cannot be read.", file_.string()));
  Reader reader(in_, file_.string());
  std::set<std::string, std::less<>> keys;
  while (const auto table = reader.next_table()) {
    while (const auto row = reader.next_row()) {
      for (std::size_t i = 0; i < row->size(); ++i) {
        const auto* const blob = std::get_if<store::Blob>(&(*row)[i]);
        if (table->columns[i].type != ColumnType::sealed || blob == nullptr) continue;
        const auto key = std::string_view(blob->bytes).substr(0, kKeyNameBytes);
        if (samples_.size() >= kSamplesMax || keys.contains(key)) continue;
        keys.emplace(key);
        samples_.push_back(blob->bytes);
      }
    }
  }
  header_ = reader.header();
  rows_ = reader.rows();
  const auto version = std::ranges::find(migrations, header_.schema_version, &store::Migration::version);
  if (version == migrations.end()) {
    throw std::runtime_error(
        fmt::format("{} has schema version {}, this program knows versions up to {}: use the Poolhouse that "
                    "made it ({}).",
                    file_.string(), header_.schema_version, migrations.back().version, header_.version));
  }
  migrations_of_backup_ = migrations.first(static_cast<std::size_t>(version - migrations.begin()) + 1);
}

void Verified::restore_into(const std::string& database, const Progress& progress) {
  if (const auto file = sqlite_file_of(database)) {
    restore_into_sqlite(*file, progress);
  } else {
    restore_into_postgres(database, progress);
  }
}

// Built under another name. The lock keeps servers and other restores away from both.
void Verified::restore_into_sqlite(const std::filesystem::path& file, const Progress& progress) {
  store::create_private_file(file.string() + ".lock");
  const store::FileLock lock(file.string());
  // An old log would be taken for the new file's.
  for (const auto* const suffix : {"", "-wal", "-shm", "-journal"}) {
    if (!std::filesystem::exists(file.string() + suffix)) continue;
    throw std::runtime_error(
        fmt::format("There is a database already: {}{}. A backup is restored into a new one only: move it "
                    "away, or name another with --database.",
                    file.string(), suffix));
  }
  const std::filesystem::path workshop = file.string() + ".restoring";
  const auto built = workshop / "database";
  std::filesystem::remove_all(workshop);
  try {
    InlineExecutor here;
    const auto name = "sqlite:" + built.string();
    sync_wait(writing(*open_patiently(name, store::Opening::serve, here, migrations_of_backup_),
                      [&](store::Connection& db) { fill(db, progress); }));
    // Newer migrations, and the log is copied into the database when it is closed.
    open_patiently(name, store::Opening::serve, here, migrations_).reset();
    rename_durably(built, file);
  } catch (...) {
    std::filesystem::remove_all(workshop);
    throw;
  }
  std::filesystem::remove_all(workshop);
}

void Verified::restore_into_postgres(const std::string& database, const Progress& progress) {
  InlineExecutor here;
  const auto found = schema_version(*open_patiently(database, store::Opening::beside, here, migrations_));
  if (found && *found != header_.schema_version) {
    throw std::runtime_error(
        fmt::format("{} has schema version {} already, the backup has {}: name a database without a schema.",
                    describe_database(database), *found, header_.schema_version));
  }
  sync_wait(writing(*open_patiently(database, store::Opening::serve, here, migrations_of_backup_),
                    [&](store::Connection& db) { fill(db, progress); }));
  open_patiently(database, store::Opening::serve, here, migrations_).reset();
}

// Runs in one transaction, and may run again from the start.
void Verified::fill(store::Connection& db, const Progress& progress) {
  require_empty(db, rows_);
  in_.clear();
  in_.seekg(0);
  Reader reader(in_, file_.string());
  while (const auto table = reader.next_table()) {
    Inserter inserter(db, *table);
    const auto& rows = reader.rows().back().second;
    while (auto row = reader.next_row()) {
      inserter.add(*std::move(row));
      if (rows % kProgressRows == 0) progress(table->name, rows);
    }
    inserter.finish();
    progress(table->name, rows);
  }
  require_counts(db, rows_);
}

}  // namespace poolhouse::backup
