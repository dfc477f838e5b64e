#include "store/migration.h"

#include <gtest/gtest.h>

#include "store/backends.h"

namespace poolhouse::store {
namespace {

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

class EmbeddedMigrations : public ::testing::TestWithParam<Engine> {};
INSTANTIATE_TEST_SUITE_P(Engines, EmbeddedMigrations, ::testing::Values(Engine::sqlite, Engine::postgres),
                         name_of);

TEST_P(EmbeddedMigrations, run_on_both_engines) {
  if (GetParam() == Engine::postgres && postgres_url().empty()) GTEST_SKIP() << kWhyNoPostgres;
  Database database(GetParam());
  EXPECT_TRUE(database.open(embedded_migrations())->reachable());
}

}  // namespace
}  // namespace poolhouse::store
