#include "store/backends.h"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>

namespace poolhouse::store {
namespace {

void run_on_server(const std::string& sql) {
  const std::unique_ptr<PGconn, void (*)(PGconn*)> connection(PQconnectdb(postgres_url().c_str()), PQfinish);
  // Dropping a schema would print a notice for each table.
  PQsetNoticeProcessor(connection.get(), [](void*, const char*) {}, nullptr);
  const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(connection.get(), sql.c_str()), PQclear);
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) {
    throw std::runtime_error(PQerrorMessage(connection.get()));
  }
}

}  // namespace

void Listener::committed(std::size_t jobs, std::chrono::nanoseconds) {
  const std::scoped_lock lock(mutex_);
  commits_.push_back(jobs);
}
void Listener::read_took(std::chrono::nanoseconds) {
  const std::scoped_lock lock(mutex_);
  ++reads_;
}
void Listener::note(std::string_view sentence) {
  const std::scoped_lock lock(mutex_);
  notes_.emplace_back(sentence);
}
void Listener::fatal(std::string_view sentence) {
  const std::scoped_lock lock(mutex_);
  deaths_.emplace_back(sentence);
  died_.notify_all();
}
void Listener::wait_for_death() {
  std::unique_lock lock(mutex_);
  died_.wait(lock, [this] { return !deaths_.empty(); });
}
std::vector<std::size_t> Listener::commits() const {
  const std::scoped_lock lock(mutex_);
  return commits_;
}
std::size_t Listener::reads() const {
  const std::scoped_lock lock(mutex_);
  return reads_;
}
std::vector<std::string> Listener::notes() const {
  const std::scoped_lock lock(mutex_);
  return notes_;
}
std::vector<std::string> Listener::deaths() const {
  const std::scoped_lock lock(mutex_);
  return deaths_;
}

TemporaryDirectory::TemporaryDirectory() {
  auto name = (std::filesystem::temp_directory_path() / "poolhouse-store.XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
  path_ = name;
}
TemporaryDirectory::~TemporaryDirectory() { std::filesystem::remove_all(path_); }

std::string postgres_url() {
  const char* const url = std::getenv("POOLHOUSE_TEST_POSTGRES");
  return url == nullptr ? "" : url;
}

TemporarySchema::TemporarySchema() {
  static std::atomic<int> next = 0;
  name_ = fmt::format("store_{}_{}", ::getpid(), ++next);
  run_on_server("CREATE SCHEMA " + name_);
}
TemporarySchema::~TemporarySchema() { run_on_server("DROP SCHEMA " + name_ + " CASCADE"); }

std::string TemporarySchema::url(std::string_view settings) const {
  std::string encoded;
  for (const char c : fmt::format("-csearch_path={} {}", name_, settings)) {
    encoded += c == ' ' ? "%20" : c == '=' ? "%3D" : std::string(1, c);
  }
  return postgres_url() + "?options=" + encoded;
}

std::span<const Migration> test_migrations() {
  static const std::array<Migration, 2> migrations{{
      {1, "items", R"sql(
         CREATE TABLE item(
           pool TEXT NOT NULL, key TEXT NOT NULL, number BIGINT, words TEXT, bytes {BLOB},
           PRIMARY KEY (pool, key)) {WITHOUT_ROWID};
         CREATE TABLE part(item_pool TEXT NOT NULL, item_key TEXT NOT NULL,
           FOREIGN KEY (item_pool, item_key) REFERENCES item(pool, key));
       )sql"},
      {2, "counters", R"sql(
         CREATE TABLE counter(name TEXT PRIMARY KEY, value BIGINT NOT NULL CHECK (value >= 0));
         INSERT INTO counter(name, value) VALUES ('a', 0), ('b', 0);
       )sql"},
  }};
  return migrations;
}

std::string name_of(const ::testing::TestParamInfo<Engine>& info) {
  return info.param == Engine::sqlite ? "sqlite" : "postgresql";
}

Database::Database(Engine engine) : engine_(engine) {
  if (engine == Engine::sqlite) {
    directory_ = std::make_unique<TemporaryDirectory>();
  } else {
    schema_ = std::make_unique<TemporarySchema>();
  }
}

std::unique_ptr<Store> Database::open(std::span<const Migration> migrations, std::size_t queue_max,
                                      StoreObserver* observer, Opening opening) {
  if (engine_ == Engine::sqlite) {
    return open_sqlite({.path = directory_->file("poolhouse.db"),
                        .write_queue_max = queue_max,
                        .opening = opening,
                        .observer = observer},
                       here_, migrations);
  }
  return open_postgres({.url = schema_->url(),
                        .connections = 4,
                        .queue_max = queue_max,
                        .opening = opening,
                        .observer = observer},
                       here_, migrations);
}

}  // namespace poolhouse::store
