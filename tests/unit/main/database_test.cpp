#include "main/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/sync_wait.h"
#include "main/temporary_directory.h"

namespace poolhouse {
namespace {

using ::testing::HasSubstr;

TEST(DescribeDatabase, names_it_without_what_opens_it) {
  struct Case {
    const char* database;
    const char* description;
  };
  for (const auto& c :
       {Case{"sqlite:/data/p.db", "sqlite:/data/p.db"}, Case{"postgres://db/pool", "postgres://db/pool"},
        Case{"postgresql://jane:s3cret@db:5432/pool", "postgres://db:5432/pool"},
        Case{"postgres://jane:s3/c@ret@db/pool", "postgres://db/pool"},
        Case{"postgres://db/pool?password=s3cret&user=jane", "postgres://db/pool"},
        Case{"postgres://a:b@h1,h2/pool", "postgres://h1,h2/pool"}, Case{"", "an unreadable URL"}}) {
    EXPECT_EQ(describe_database(c.database), c.description);
  }
}

TEST(HoldsPassword, tells_a_url_that_is_a_secret_from_one_that_is_not) {
  for (const char* secret : {"postgres://jane:s3cret@db/pool", "postgresql://jane:s3/c@ret@db:5432/pool",
                             "postgres://db/pool?user=jane&password=s3cret"}) {
    EXPECT_TRUE(holds_password(secret)) << secret;
  }
  for (const char* open : {"postgres://jane@db:5432/pool", "postgres://db:5432/pool", "sqlite:/data/a:b@c.db",
                           "sqlite:p.db", ""}) {
    EXPECT_FALSE(holds_password(open)) << open;
  }
}

struct OpenForCommand : ::testing::Test {
  Task<> set_version(store::Store& store, std::int64_t version) {
    co_await store.write([version](store::Connection& db) {
      db.execute("UPDATE schema_migration SET version = $1", {version});
    });
  }
  TemporaryDirectory directory;
  std::string database = "sqlite:" + (directory.path() / "new/poolhouse.db").string();
  InlineExecutor here;
};

TEST_F(OpenForCommand, makes_a_database_where_there_is_none) {
  EXPECT_EQ(schema_version(*open_for_command(database, here)), newest_schema_version());
}

TEST_F(OpenForCommand, works_beside_a_server_which_a_second_server_does_not) {
  const auto serving = open_database(database, store::Opening::serve, nullptr, here);
  EXPECT_EQ(schema_version(*open_for_command(database, here)), newest_schema_version());
  EXPECT_THROW(static_cast<void>(open_database(database, store::Opening::serve, nullptr, here)),
               std::runtime_error);
}

TEST_F(OpenForCommand, changes_no_schema_that_is_not_this_programs) {
  const auto serving = open_database(database, store::Opening::serve, nullptr, here);
  struct Case {
    std::int64_t version;
    const char* sentence;
  };
  for (const auto& c : {Case{newest_schema_version() - 1, "run `poolhouse migrate` first"},
                        Case{newest_schema_version() + 1, "use a newer Poolhouse"}}) {
    sync_wait(set_version(*serving, c.version));
    try {
      static_cast<void>(open_for_command(database, here));
      ADD_FAILURE() << c.version;
    } catch (const std::runtime_error& refused) {
      EXPECT_THAT(refused.what(), HasSubstr(c.sentence));
    }
    EXPECT_EQ(schema_version(*serving), c.version);
  }
}

TEST_F(OpenForCommand, finishes_a_database_whose_file_is_still_empty) {
  std::filesystem::create_directory(directory.path() / "new");
  static_cast<void>(directory.write("new/poolhouse.db", ""));
  EXPECT_EQ(schema_version(*open_database(database, store::Opening::beside, nullptr, here)), std::nullopt);
  EXPECT_EQ(schema_version(*open_for_command(database, here)), newest_schema_version());
}

}  // namespace
}  // namespace poolhouse
