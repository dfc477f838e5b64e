#include "main/backup/backup.h"

#include <fmt/format.h>

#include <fstream>
#include <optional>
#include <stdexcept>
#include <vector>

#include "main/backup/durable_file.h"
#include "main/backup/patient_store.h"
#include "main/database.h"
#include "main/iso_8601.h"

namespace poolhouse::backup {
namespace {

// The largest rows have some 100 KB, nearly all less than one.
constexpr std::size_t kPageRows = 500;
constexpr std::int64_t kProgressRows = 50'000;

// One moment of the database for several statements. The pages of a read see one state on neither engine
// without it, and only this needs it, so the store does not offer it. READ ONLY takes no locks that a
// writer could wait for or lose to.
class Snapshot {
 public:
  Snapshot(store::Connection& db, std::string_view engine) : db_(db) {
    db_.execute(engine == "postgresql" ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN");
    // A slow disk for the backup must not make the server give up the connection between two pages.
    if (engine == "postgresql") {
      db_.query("SELECT set_config('idle_in_transaction_session_timeout', '0', true)");
    }
  }
  ~Snapshot() {
    if (ended_) return;
    try {
      db_.execute("ROLLBACK");
    } catch (const std::exception&) {
      // Its connection is lost, and the transaction with it.
      ended_ = true;
    }
  }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  void end() {
    db_.execute("COMMIT");
    ended_ = true;
  }

 private:
  store::Connection& db_;
  bool ended_ = false;
};

// The two statements that read a table page by page: the first page, and the one behind a key.
struct Pages {
  std::string first;
  std::string next;
};

Pages pages_of(const Table& table) {
  std::string columns;
  std::string key;
  std::string parameters;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const auto& column = table.columns[i];
    columns += (i == 0 ? "" : ", ") + column.name;
    if (column.presence != Presence::key) continue;
    key += (i == 0 ? "" : ", ") + column.name;
    parameters += fmt::format("{}${}", i == 0 ? "" : ", ", i + 1);
  }
  const auto all = fmt::format("SELECT {} FROM {}", columns, table.name);
  const auto page = fmt::format(" ORDER BY {} LIMIT {}", key, kPageRows);
  return {.first = all + page, .next = fmt::format("{} WHERE ({}) > ({}){}", all, key, parameters, page)};
}

std::vector<store::Value> key_of(const Table& table, const store::Row& row) {
  std::vector<store::Value> key;
  for (std::size_t i = 0; i < table.columns.size() && table.columns[i].presence == Presence::key; ++i) {
    if (table.columns[i].type == ColumnType::integer) {
      key.emplace_back(row.integer(i));
    } else {
      key.emplace_back(row.text(i));
    }
  }
  return key;
}

void copy(store::Connection& db, const Table& table, Writer& writer, const Progress& progress) {
  writer.begin(table);
  const auto pages = pages_of(table);
  const auto& rows = writer.rows().back().second;
  auto page = db.query(pages.first);
  for (;;) {
    for (const auto& row : page) {
      writer.add(row);
      if (rows % kProgressRows == 0) progress(table.name, rows);
    }
    if (page.size() < kPageRows) break;
    page = db.query(pages.next, key_of(table, page.back()));
  }
  progress(table.name, rows);
}

void require_schema(std::optional<std::int64_t> version, const std::string& database) {
  const auto name = describe_database(database);
  if (!version) {
    throw std::runtime_error(fmt::format("{} has no schema yet: there is nothing to back up.", name));
  }
  if (*version != newest_schema_version()) {
    throw std::runtime_error(fmt::format(
        "{} has schema version {}, this program backs up version {}: use the Poolhouse that serves "
        "it, or bring it up to date with `poolhouse migrate` first.",
        name, *version, newest_schema_version()));
  }
}

// What cannot be read back is no backup, whatever went wrong: a disk, or a text that is not UTF-8.
void read_through(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  Reader reader(in, file);
  while (reader.next_table()) {
    while (reader.next_row()) {
    }
  }
}

}  // namespace

Taken take(const std::string& database, const std::filesystem::path& file, Time now,
           const Progress& progress) {
  InlineExecutor here;
  const auto store = open_patiently(database, store::Opening::beside, here, store::embedded_migrations());
  require_schema(schema_version(*store), database);
  // Runs once more, from the start, when the connection is lost on the way.
  return sync_wait(reading(*store, [&](store::Connection& db) {
    Snapshot snapshot(db, store->engine());
    require_schema(db.query_one("SELECT max(version) FROM schema_migration")->integer(0), database);
    Taken taken{.header = {.schema_version = newest_schema_version(),
                           .created_at = iso_8601(now),
                           .engine = std::string(store->engine()),
                           .version = POOLHOUSE_VERSION},
                .rows = {}};
    DurableFile out(file);
    Writer writer([&out](std::string_view bytes) { out.write(bytes); }, taken.header);
    for (const auto& table : tables()) copy(db, table, writer, progress);
    snapshot.end();
    writer.finish();
    read_through(out.written());
    out.keep();
    taken.rows = writer.rows();
    taken.bytes = out.bytes();
    return taken;
  }));
}

}  // namespace poolhouse::backup
