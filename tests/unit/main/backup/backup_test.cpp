// Backups taken from real databases of both engines and restored into new ones.
#include "main/backup/backup.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>
#include <tuple>

#include "base/random.h"
#include "main/backup/restore.h"
#include "main/database.h"
#include "main/temporary_directory.h"
#include "store/backends.h"

namespace poolhouse::backup {
namespace {

using store::Connection;
using store::Engine;
using store::Value;
using ::testing::HasSubstr;

const Time kNow = from_epoch_ms(1'788'266'096'789);

const Progress kSilent = [](std::string_view, std::int64_t) {};

// A place for one database, as --database names it. Nothing is in it yet.
class Place {
 public:
  explicit Place(Engine engine) {
    if (engine == Engine::postgres) schema_ = std::make_unique<store::TemporarySchema>();
  }
  [[nodiscard]] std::string database() const {
    return schema_ ? schema_->url() : "sqlite:" + (directory_.path() / "house/poolhouse.db").string();
  }
  [[nodiscard]] std::unique_ptr<store::Store> open(store::Opening opening = store::Opening::serve) {
    return open_database(database(), opening, nullptr, here_);
  }
  [[nodiscard]] std::filesystem::path house() const { return directory_.path() / "house"; }

 private:
  InlineExecutor here_;
  const TemporaryDirectory directory_;
  std::unique_ptr<store::TemporarySchema> schema_;
};

std::string columns_of(const Table& table) {
  std::string names;
  for (const auto& column : table.columns) names += (names.empty() ? "" : ", ") + column.name;
  return names;
}

// Row `number` of a table: keys that differ in their last column first, every pattern of NULLs, and texts and
// bytes that are easily broken.
std::vector<Value> row_of(const Table& table, std::int64_t number) {
  std::vector<Value> row;
  auto nulls = number;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const auto& column = table.columns[i];
    const bool last_of_key =
        column.presence == Presence::key &&
        (i + 1 == table.columns.size() || table.columns[i + 1].presence != Presence::key);
    const auto varied = column.presence == Presence::key && !last_of_key ? number / 400 : number;
    if (column.presence == Presence::optional && std::exchange(nulls, nulls / 2) % 2 == 0) {
      row.emplace_back(std::monostate{});
    } else if (column.type == ColumnType::integer) {
      row.emplace_back(varied);
    } else if (column.type == ColumnType::text) {
      row.emplace_back(fmt::format("Zoë \"{}\" 😀\n{}", column.name, varied));
    } else {
      row.emplace_back(store::Blob{fmt::format("\x01KEY1{}{}", std::string(40, '\0'), number)});
    }
  }
  return row;
}

void insert(Connection& db, const Table& table, const std::vector<Value>& row) {
  std::string parameters;
  for (std::size_t i = 0; i < row.size(); ++i) parameters += fmt::format("{}${}", i == 0 ? "" : ", ", i + 1);
  db.execute(fmt::format("INSERT INTO {} ({}) VALUES ({})", table.name, columns_of(table), parameters), row);
}

// More than two pages in the tables that grow, some rows in each of the others.
void furnish(store::Store& store) {
  store::write(store, [](Connection& db) {
    for (const auto& table : tables()) {
      const bool grows = table.name == "user_account" || table.name == "former_password";
      for (std::int64_t number = 0; number < (grows ? 1203 : 9); ++number)
        insert(db, table, row_of(table, number));
    }
  });
}

// Everything in the database, as text.
std::vector<std::string> contents(store::Store& store) {
  return store::read(store, [](Connection& db) {
    std::vector<std::string> all;
    for (const auto& table : tables()) {
      std::vector<std::string> rows;
      for (const auto& row : db.query(fmt::format("SELECT {} FROM {}", columns_of(table), table.name))) {
        auto line = table.name;
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
          const auto type = table.columns[i].type;
          line += row.is_null(i)                ? "|NULL"
                  : type == ColumnType::integer ? fmt::format("|{}", row.integer(i))
                  : type == ColumnType::text    ? fmt::format("|'{}'", row.text(i))
                                                : fmt::format("|x'{}'", row.blob(i));
        }
        rows.push_back(line);
      }
      std::ranges::sort(rows);
      std::ranges::move(rows, std::back_inserter(all));
    }
    return all;
  });
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string refusal(const std::function<void()>& work) {
  try {
    work();
    return "";
  } catch (const std::exception& refused) {
    return refused.what();
  }
}

struct Backup : ::testing::TestWithParam<std::tuple<Engine, Engine>> {
  void SetUp() override {
    if ((from == Engine::postgres || to == Engine::postgres) && store::postgres_url().empty()) {
      GTEST_SKIP() << store::kWhyNoPostgres;
    }
    source = std::make_unique<Place>(from);
    target = std::make_unique<Place>(to);
  }
  Taken take_it(const Progress& progress = kSilent) { return take(source->database(), file, kNow, progress); }
  void restore_it(const Progress& progress = kSilent) {
    Verified(file, store::embedded_migrations()).restore_into(target->database(), progress);
  }
  // Nothing was left behind that a server, or another restore, would take for a database with users.
  void expect_nothing_in_target() {
    if (to == Engine::sqlite) {
      EXPECT_FALSE(std::filesystem::exists(target->house() / "poolhouse.db"));
      EXPECT_FALSE(std::filesystem::exists(target->house() / "poolhouse.db.restoring"));
    } else if (const auto store = target->open(store::Opening::beside); schema_version(*store)) {
      EXPECT_THAT(contents(*store), ::testing::IsEmpty());
    }
  }

  const Engine from = std::get<0>(GetParam());
  const Engine to = std::get<1>(GetParam());
  const TemporaryDirectory directory;
  const std::filesystem::path file = directory.path() / "b.jsonl";
  std::unique_ptr<Place> source;
  std::unique_ptr<Place> target;
};

TEST_P(Backup, beside_a_server_comes_back_whole_in_a_new_database) {
  const auto serving = source->open();
  furnish(*serving);
  const auto taken = take_it();
  EXPECT_EQ(sum_of(taken.rows), 2 * 1203 + (static_cast<std::int64_t>(tables().size()) - 2) * 9);
  EXPECT_EQ(taken.bytes, std::filesystem::file_size(file));

  restore_it();
  const auto restored = target->open();
  EXPECT_EQ(contents(*restored), contents(*serving));
  EXPECT_EQ(schema_version(*restored), newest_schema_version());
}

TEST_P(Backup, holds_one_moment_whatever_is_written_meanwhile) {
  const auto serving = source->open();
  furnish(*serving);
  const auto before = contents(*serving);
  int writes = 0;
  take_it([&](std::string_view, std::int64_t) {
    store::write(*serving, [&](Connection& db) {
      for (const auto& table : tables()) insert(db, table, row_of(table, 100'000 + writes));
      db.execute("DELETE FROM user_account WHERE created_at = $1", {std::int64_t{writes}});
    });
    ++writes;
  });
  ASSERT_GE(writes, 10);
  EXPECT_NE(contents(*serving), before);
  restore_it();
  EXPECT_EQ(contents(*target->open()), before);
}

TEST_P(Backup, interrupted_leaves_nothing_and_can_be_done_again) {
  const auto serving = source->open();
  furnish(*serving);
  const auto give_up = [](std::string_view table, std::int64_t) {
    if (table == "user_account") throw std::runtime_error("the operator gave up");
  };
  EXPECT_THAT(refusal([&] { take_it(give_up); }), HasSubstr("gave up"));
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));

  take_it();
  EXPECT_THAT(refusal([&] { restore_it(give_up); }), HasSubstr("gave up"));
  expect_nothing_in_target();
  restore_it();
  EXPECT_EQ(contents(*target->open()), contents(*serving));
}

TEST_P(Backup, killed_leaves_no_half_file_and_no_half_database) {
  furnish(*source->open());
  const auto killed = [](std::string_view table, std::int64_t) {
    if (table == "user_account") ::raise(SIGKILL);
  };
  EXPECT_EXIT(take_it(killed), ::testing::KilledBySignal(SIGKILL), "");
  EXPECT_FALSE(std::filesystem::exists(file));
  take_it();

  EXPECT_EXIT(restore_it(killed), ::testing::KilledBySignal(SIGKILL), "");
  if (to == Engine::sqlite) {
    EXPECT_FALSE(std::filesystem::exists(target->house() / "poolhouse.db"));
  } else {
    EXPECT_THAT(contents(*target->open(store::Opening::beside)), ::testing::IsEmpty());
  }
  restore_it();
  EXPECT_EQ(contents(*target->open()), contents(*source->open()));
}

TEST_P(Backup, is_not_restored_over_anything) {
  furnish(*source->open());
  take_it();
  const auto living = target->open();
  // One row in the last table looked at is enough.
  store::write(*living, [](Connection& db) { insert(db, tables().back(), row_of(tables().back(), 1)); });
  const auto before = contents(*living);
  EXPECT_THAT(refusal([&] { restore_it(); }),
              HasSubstr(to == Engine::sqlite ? "Another Poolhouse process serves" : "access_key has rows"));
  EXPECT_EQ(contents(*living), before);
}

TEST_P(Backup, that_is_damaged_touches_nothing) {
  furnish(*source->open());
  take_it();
  auto text = text_of(file);
  text[text.size() / 2] ^= 1;
  std::ofstream(file, std::ios::binary) << text;
  EXPECT_THAT(refusal([&] { restore_it(); }), HasSubstr("is damaged"));
  EXPECT_FALSE(std::filesystem::exists(target->house()));
  if (to == Engine::postgres) EXPECT_EQ(schema_version(*target->open(store::Opening::beside)), std::nullopt);
}

TEST_P(Backup, that_changes_between_the_check_and_the_restore_touches_nothing) {
  furnish(*source->open());
  take_it();
  Verified verified(file, store::embedded_migrations());
  auto text = text_of(file);
  const std::string row = "Zoë \\\"sub\\\"";
  text[text.rfind(row)] = 'X';
  std::ofstream(file, std::ios::binary) << text;
  EXPECT_THAT(refusal([&] { verified.restore_into(target->database(), kSilent); }), HasSubstr("is damaged"));
  expect_nothing_in_target();
}

TEST_P(Backup, of_an_older_schema_is_brought_up_to_date_and_of_a_newer_one_refused) {
  furnish(*source->open());
  take_it();
  const auto known = store::embedded_migrations();
  std::vector<store::Migration> newer(known.begin(), known.end());
  newer.push_back({newest_schema_version() + 1, "notes", "ALTER TABLE user_account ADD COLUMN note TEXT"});
  Verified(file, newer).restore_into(target->database(), kSilent);
  const auto restored = target->open(store::Opening::beside);
  EXPECT_EQ(schema_version(*restored), newest_schema_version() + 1);
  EXPECT_EQ(contents(*restored), contents(*source->open()));

  std::ofstream out(file, std::ios::binary);
  Writer writer(
      [&out](std::string_view bytes) { out << bytes; },
      {.schema_version = newest_schema_version() + 1, .created_at = "", .engine = "", .version = "9"});
  writer.finish();
  out.close();
  EXPECT_THAT(refusal([&] { Verified(file, known); }), HasSubstr("use the Poolhouse that made it (9)"));
  EXPECT_EQ(refusal([&] { Verified(file, newer); }), "");
}

TEST(RestoreIntoSqlite, makes_a_new_file_only_and_clears_what_a_killed_restore_left) {
  Place source(Engine::sqlite);
  const Place target(Engine::sqlite);
  const TemporaryDirectory directory;
  const auto file = directory.path() / "b.jsonl";
  furnish(*source.open());
  static_cast<void>(take(source.database(), file, kNow, kSilent));
  const auto restore = [&] {
    Verified(file, store::embedded_migrations()).restore_into(target.database(), kSilent);
  };
  const auto house = target.house();
  std::filesystem::create_directories(house / "poolhouse.db.restoring");
  std::ofstream(house / "poolhouse.db.restoring/database") << "half a database";
  // An old log beside it would be taken for the new file's.
  for (const auto* const name : {"poolhouse.db", "poolhouse.db-wal", "poolhouse.db-journal"}) {
    std::ofstream(house / name) << "kept";
    EXPECT_THAT(refusal(restore), HasSubstr("There is a database already"));
    EXPECT_EQ(text_of(house / name), "kept");
    std::filesystem::remove(house / name);
  }
  restore();
  EXPECT_FALSE(std::filesystem::exists(house / "poolhouse.db.restoring"));
  EXPECT_EQ(std::filesystem::status(house / "poolhouse.db").permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

std::string pair_name(const ::testing::TestParamInfo<std::tuple<Engine, Engine>>& info) {
  const auto name = [](Engine engine) { return engine == Engine::sqlite ? "sqlite" : "postgresql"; };
  return fmt::format("{}_to_{}", name(std::get<0>(info.param)), name(std::get<1>(info.param)));
}
INSTANTIATE_TEST_SUITE_P(, Backup,
                         ::testing::Combine(::testing::Values(Engine::sqlite, Engine::postgres),
                                            ::testing::Values(Engine::sqlite, Engine::postgres)),
                         pair_name);

}  // namespace
}  // namespace poolhouse::backup
