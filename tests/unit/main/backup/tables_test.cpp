#include "main/backup/tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "store/backends.h"

namespace poolhouse::backup {
namespace {

using store::Engine;

// What is in the database, as its own catalogue tells it: table, column, type, whether it may be NULL, and
// the column's place in the key (0: none).
constexpr const char* kSqliteCatalogue =
    "SELECT t.name, c.name, c.type, c.\"notnull\" = 0 AND c.pk = 0, c.pk "
    "FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' ORDER BY t.name, c.cid";
constexpr const char* kPostgresCatalogue =
    "SELECT CAST(c.table_name AS TEXT), CAST(c.column_name AS TEXT), CAST(c.data_type AS TEXT), "
    "       CAST(c.is_nullable = 'YES' AS INT), CAST(coalesce(k.ordinal_position, 0) AS INT) "
    "FROM information_schema.columns c "
    "LEFT JOIN information_schema.key_column_usage k USING (table_schema, table_name, column_name) "
    "WHERE c.table_schema = current_schema() ORDER BY c.table_name, c.ordinal_position";

// A blob is a blob to the database, sealed or not.
ColumnType type_of(const std::string& name) {
  if (name == "BIGINT" || name == "bigint") return ColumnType::integer;
  if (name == "BLOB" || name == "bytea") return ColumnType::blob;
  EXPECT_THAT(name, ::testing::AnyOf("TEXT", "text"));
  return ColumnType::text;
}

struct Tables : ::testing::TestWithParam<Engine> {
  void SetUp() override {
    if (GetParam() == Engine::postgres && store::postgres_url().empty())
      GTEST_SKIP() << store::kWhyNoPostgres;
  }
};

TEST_P(Tables, are_all_tables_and_columns_of_the_real_schema) {
  store::Database database(GetParam());
  const auto store = database.open(store::embedded_migrations());
  const auto rows = store::read(*store, [](store::Connection& db) {
    return db.query(GetParam() == Engine::sqlite ? kSqliteCatalogue : kPostgresCatalogue);
  });

  std::map<std::string, std::vector<Column>> real;
  for (const auto& row : rows) {
    auto& columns = real[row.text(0)];
    if (const auto place = static_cast<std::size_t>(row.integer(4)); place > 0) {
      EXPECT_EQ(place, columns.size() + 1) << row.text(0) << ": the key's columns come first, in its order";
    }
    columns.push_back({.name = row.text(1),
                       .type = type_of(row.text(2)),
                       .presence = row.integer(4) > 0   ? Presence::key
                                   : row.integer(3) > 0 ? Presence::optional
                                                        : Presence::required});
  }
  ASSERT_EQ(real.erase("schema_migration"), 1);

  std::map<std::string, std::vector<Column>> listed;
  for (auto [name, columns] : tables()) {
    for (auto& column : columns) {
      if (column.type == ColumnType::sealed) column.type = ColumnType::blob;
    }
    listed[name] = columns;
  }
  for (const auto& [name, columns] : real) EXPECT_EQ(listed[name], columns) << name;
  EXPECT_EQ(listed.size(), real.size());
}

INSTANTIATE_TEST_SUITE_P(, Tables, ::testing::Values(Engine::sqlite, Engine::postgres), store::name_of);

TEST(SealedColumns, are_all_blobs_but_the_keyed_hash_of_a_code) {
  std::vector<std::string> unsealed;
  for (const auto& table : tables()) {
    for (const auto& column : table.columns) {
      if (column.type == ColumnType::blob) unsealed.push_back(table.name + "." + column.name);
    }
  }
  EXPECT_THAT(unsealed, ::testing::ElementsAre("verification_code.code_hash"));
}

}  // namespace
}  // namespace poolhouse::backup
