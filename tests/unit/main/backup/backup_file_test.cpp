#include "main/backup/backup_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <sstream>

namespace poolhouse::backup {
namespace {

using store::Blob;
using store::Value;
using ::testing::HasSubstr;

const Header kHeader{
    .schema_version = 7, .created_at = "2026-09-01T12:34:56.789Z", .engine = "sqlite", .version = "0.1.0"};
const Table kPeople{.name = "people",
                    .columns = {{"name", ColumnType::text, Presence::key},
                                {"age", ColumnType::integer, Presence::required},
                                {"secret", ColumnType::sealed, Presence::optional}}};

using Rows = std::vector<std::vector<Value>>;

std::string written(const Table& table, const Rows& rows) {
  std::string file;
  Writer writer([&file](std::string_view bytes) { file += bytes; }, kHeader);
  writer.begin(table);
  for (const auto& row : rows) writer.add(store::Row(row));
  writer.finish();
  return file;
}

// Everything in the file, read to its end.
Rows read_all(const std::string& file) {
  std::istringstream in(file);
  Reader reader(in, "b.jsonl");
  Rows rows;
  while (reader.next_table()) {
    while (auto row = reader.next_row()) rows.push_back(*std::move(row));
  }
  return rows;
}

// Why the file is refused, or "".
std::string refusal(const std::string& file) {
  try {
    read_all(file);
    return "";
  } catch (const Damaged& damaged) {
    return damaged.what();
  }
}

TEST(BackupFile, gives_back_what_was_put_in) {
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  const Rows rows{
      {"Jane", std::int64_t{42}, Blob{every_byte}},
      {"", std::int64_t{0}, Blob{""}},
      {"\"quoted\\\n\t\x01 Zoë 😀", std::numeric_limits<std::int64_t>::min(), std::monostate{}},
      {std::string(100'000, 'x'), std::numeric_limits<std::int64_t>::max(), Blob{std::string(300'000, '\0')}},
  };
  const auto file = written(kPeople, rows);
  EXPECT_EQ(read_all(file), rows);

  std::istringstream in(file);
  Reader reader(in, "b.jsonl");
  EXPECT_EQ(reader.header(), kHeader);
  EXPECT_EQ(reader.next_table(), kPeople);
}

TEST(BackupFile, is_made_of_lines_that_other_programs_can_read) {
  EXPECT_THAT(
      written(kPeople, {{"Jane", std::int64_t{42}, std::monostate{}}, {"Joe", std::int64_t{7}, Blob{"hi"}}}),
      ::testing::StartsWith(
          R"({"poolhouse_backup":1,"schema_version":7,"created_at":"2026-09-01T12:34:56.789Z","engine":"sqlite","version":"0.1.0"}
{"table":"people","columns":[["name","text","key"],["age","integer","required"],["secret","sealed","optional"]]}
["Jane",42,null]
["Joe",7,"aGk="]
{"rows":{"people":2},"sha256":")"));
}

TEST(BackupFile, of_empty_tables_is_whole) {
  EXPECT_EQ(refusal(written(kPeople, {})), "");
  std::string file;
  Writer writer([&file](std::string_view bytes) { file += bytes; }, kHeader);
  writer.finish();
  EXPECT_EQ(refusal(file), "");
}

TEST(BackupFile, with_any_bit_flipped_is_refused) {
  const auto whole = written(kPeople, {{"Jane", std::int64_t{42}, Blob{"sealed"}}});
  ASSERT_EQ(refusal(whole), "");
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      auto flipped = whole;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
      ASSERT_NE(refusal(flipped), "") << "byte " << at << ", bit " << bit;
    }
  }
}

TEST(BackupFile, cut_off_anywhere_or_with_more_behind_it_is_refused) {
  const auto whole = written(kPeople, {{"Jane", std::int64_t{42}, Blob{"sealed"}}});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ASSERT_NE(refusal(whole.substr(0, size)), "") << size;
  }
  EXPECT_THAT(refusal(whole + "\n"), HasSubstr("more behind the last line"));
  EXPECT_THAT(refusal(whole + whole), HasSubstr("more behind the last line"));
}

TEST(BackupFile, that_lost_or_gained_a_row_is_refused) {
  const Rows rows{{"Jane", std::int64_t{42}, std::monostate{}}, {"Joe", std::int64_t{7}, std::monostate{}}};
  const auto whole = written(kPeople, rows);
  const std::string row = "[\"Joe\",7,null]\n";
  auto fewer = whole;
  fewer.erase(fewer.find(row), row.size());
  EXPECT_THAT(refusal(fewer), HasSubstr("damaged at line 4"));
  auto more = whole;
  more.insert(more.find(row), row);
  EXPECT_THAT(refusal(more), HasSubstr("damaged at line 6"));
}

TEST(BackupFile, says_what_is_wrong_and_where) {
  const std::string header =
      R"({"poolhouse_backup":1,"schema_version":7,"created_at":"","engine":"","version":""})"
      "\n";
  const std::string table = header +
                            R"({"table":"t","columns":[["k","text","key"],["n","integer","required"]]})"
                            "\n";
  struct Case {
    std::string file;
    const char* sentence;
  };
  const Case cases[] = {
      {"", "b.jsonl is not whole: it ends in line 1"},
      {"SQLite format 3\n", "b.jsonl is not a backup of Poolhouse."},
      {"{\"poolhouse_backup\":1\n", "line 1: it is not JSON"},
      {"{\"poolhouse_backup\":\"1\"}\n", "line 1: it has no format"},
      {"{\"poolhouse_backup\":2}\n", "has format 2, this program reads format 1"},
      {"{\"poolhouse_backup\":1}\n", "line 1: it has no schema_version"},
      {"{\"poolhouse_backup\":1,\"schema_version\":1}\n", "line 1: it has no created_at"},
      {header, "is not whole: it ends in line 2"},
      {header + "[]\n", "damaged at line 2"},
      {header + R"({"table":"t; DROP TABLE t","columns":[]})"
                "\n",
       "line 2: bad table"},
      {header + R"({"table":"","columns":[]})"
                "\n",
       "line 2: bad table"},
      {header + R"({"table":"t","columns":[["K","text","key"]]})"
                "\n",
       "line 2: bad column"},
      {header + R"({"table":"t","columns":[["k","number","key"]]})"
                "\n",
       "line 2: bad column"},
      {header + R"({"table":"t","columns":[["k","text","never"]]})"
                "\n",
       "line 2: bad column"},
      {header + R"({"table":"t","columns":[["k","text"]]})"
                "\n",
       "line 2: bad column"},
      {table + "[\"a\"]\n", "line 3: the row has other columns than its table"},
      {table + "[\"a\",1,2]\n", "line 3: the row has other columns than its table"},
      {table + "[\"a\",\"1\"]\n", "line 3: n is no integer"},
      {table + "[\"a\",1.5]\n", "line 3: n is no integer"},
      {table + "[\"a\",null]\n", "line 3: n is no integer"},
      {table + "[1,1]\n", "line 3: k is no text"},
      {header + R"({"table":"t","columns":[["k","blob","key"]]})"
                "\n[\"?\"]\n",
       "line 3: k is not base64"},
      {table + "[\"a\",1]\n", "is not whole: it ends in line 4"},
      {std::string(17 << 20, 'x'), "line 1: it is too long"},
  };
  for (const auto& c : cases) EXPECT_THAT(refusal(c.file), HasSubstr(c.sentence)) << c.file.substr(0, 300);
}

TEST(BackupFile, takes_no_value_of_another_type_than_its_columns) {
  EXPECT_THROW(written(kPeople, {{"Jane", "42", std::monostate{}}}), std::logic_error);
  EXPECT_THROW(written(kPeople, {{"Jane", std::int64_t{42}, "text"}}), std::logic_error);
}

}  // namespace
}  // namespace poolhouse::backup
