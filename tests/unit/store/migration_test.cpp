#include "store/migration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/backends.h"

namespace poolhouse::store {
namespace {

using ::testing::HasSubstr;

constexpr Dialect kSmall{.blob = "B", .text = "T", .without_rowid = "W", .begin = "BEGIN"};

TEST(Migration, speaks_the_dialect_of_the_engine) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases{
      {"", ""},
      {"a {BLOB}, b TEXT) {WITHOUT_ROWID};", "a B, b T) W;"},
      {"TEXT", "T"},
      {"context TEXTUAL text _TEXT TEXT_ TEXT2 TEXT", "context TEXTUAL text _TEXT TEXT_ TEXT2 T"},
      {"DEFAULT '{}' {} {a} { {", "DEFAULT '{}' {} {a} { {"},
      {"żTEXT", "żT"},
  };
  for (const auto& [sql, expected] : cases) EXPECT_EQ(in_dialect(sql, kSmall), expected) << sql;
}

TEST(Migration, a_macro_that_nobody_knows_is_a_bug) {
  EXPECT_THROW(in_dialect("a {BLOOB}", kSmall), std::logic_error);
  EXPECT_THROW(in_dialect("a {WITHOUT_ROW_ID}", kSmall), std::logic_error);
}

TEST(Migration, the_embedded_files_are_numbered_from_one_without_a_gap) {
  std::int64_t version = 0;
  for (const auto& migration : embedded_migrations()) EXPECT_EQ(migration.version, ++version);
}

TEST(Migration, versions_out_of_order_are_a_bug) {
  const std::vector<Migration> twice{{1, "a", "SELECT 1"}, {1, "b", "SELECT 1"}};
  const TemporaryDirectory directory;
  InlineExecutor here;
  EXPECT_THROW(open_sqlite({.path = directory.file("a.db")}, here, twice), std::logic_error);
}

class Migrations : public ::testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    if (GetParam() == Engine::postgres && postgres_url().empty()) GTEST_SKIP() << kWhyNoPostgres;
    database_ = std::make_unique<Database>(GetParam());
  }
  std::string opening(const std::vector<Migration>& migrations) {
    try {
      database_->open(migrations);
      return "opened";
    } catch (const std::runtime_error& refusal) {
      return refusal.what();
    }
  }
  std::unique_ptr<Database> database_;
};
INSTANTIATE_TEST_SUITE_P(Engines, Migrations, ::testing::Values(Engine::sqlite, Engine::postgres), name_of);

TEST_P(Migrations, embedded_ones_run_on_both_engines) {
  EXPECT_TRUE(database_->open(embedded_migrations())->reachable());
}

TEST_P(Migrations, a_database_that_another_text_of_one_made_is_refused) {
  const Migration first{.version = 1, .name = "first", .sql = "CREATE TABLE a (x BIGINT)", .sha256 = "1"};
  const Migration second{.version = 2, .name = "second", .sql = "CREATE TABLE b (x BIGINT)", .sha256 = "2"};
  auto edited = first;
  edited.sha256 = "another";

  EXPECT_EQ(opening({first}), "opened");
  EXPECT_THAT(opening({edited}), HasSubstr("its migration 1 had another text"));
  EXPECT_THAT(opening({edited, second}), HasSubstr("its migration 1 had another text"));
  // The refusal changed nothing.
  EXPECT_EQ(opening({first, second}), "opened");
}

TEST_P(Migrations, a_database_of_before_their_texts_were_noted_is_refused) {
  write(*database_->open(embedded_migrations()),
        [](Connection& db) { db.execute("ALTER TABLE schema_migration RENAME COLUMN sha256 TO something"); });
  EXPECT_THAT(opening({}), HasSubstr("An unreleased Poolhouse made this database"));
}

}  // namespace
}  // namespace poolhouse::store
