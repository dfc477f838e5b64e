// The commands as they are typed, on a database of the test's own.
#include "main/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "base/executor.h"
#include "base/sync_wait.h"
#include "main/database.h"
#include "main/temporary_directory.h"

namespace poolhouse {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Outcome {
  int code;
  std::string out;
  std::string err;
};

Outcome run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "poolhouse");
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  const int code = run_command_line(static_cast<int>(argv.size()), argv.data());
  std::fflush(stdout);
  return {code, ::testing::internal::GetCapturedStdout(), ::testing::internal::GetCapturedStderr()};
}

TEST(CommandLine, tells_misuse_from_failure_by_its_exit_code) {
  struct Case {
    std::vector<std::string> arguments;
    int code;
    const char* err;
  };
  const Case cases[] = {
      {{"--help"}, 0, ""},
      {{"version"}, 0, ""},
      {{"serve", "--help"}, 0, ""},
      {{"keys", "create", "--help"}, 0, ""},
      {{}, 2, "--help"},
      {{"nope"}, 2, "--help"},
      {{"serve", "--nope"}, 2, "--nope"},
      {{"serve", "extra"}, 2, "extra"},
      {{"serve", "--listen"}, 2, "--listen"},
      {{"serve", "--listen", "nowhere"}, 2, "--listen must be an IP address"},
      {{"serve", "--listen", "127.0.0.1:1", "--listen", "127.0.0.1:2"}, 2, "--listen"},
      {{"serve", "--dev", "--listen", "0.0.0.0:9229"}, 2, "Development mode"},
      {{"serve", "--dev", "--dev", "--listen", "0.0.0.0:9229"}, 2, "Development mode"},
      {{"serve", "--config", "/absent/p.toml"}, 2, "/absent/p.toml cannot be read"},
      {{"keys"}, 2, "--help"},
      {{"keys", "create"}, 2, "--root or --policy"},
      {{"keys", "create", "--root", "--policy", "p.json"}, 2, "excludes"},
      {{"keys", "delete"}, 2, "id"},
      {{"keys", "create", "--policy", "/absent/p.json"}, 1, "/absent/p.json cannot be read."},
      {{"backup", "--help"}, 0, ""},
      {{"backup"}, 2, "--out is required"},
      {{"backup", "--out", "/absent/b.jsonl", "--database", "sqlite:/proc/nowhere/p.db"}, 1, "/proc/nowhere"},
      {{"restore", "--help"}, 0, ""},
      {{"restore"}, 2, "--in is required"},
      {{"restore", "--in", "/absent/b.jsonl"}, 1, "/absent/b.jsonl cannot be read."},
      {{"migrate", "--database", "sqlite:/proc/nowhere/p.db"}, 1, "/proc/nowhere"},
  };
  for (const auto& c : cases) {
    const auto outcome = run(c.arguments);
    EXPECT_EQ(outcome.code, c.code) << ::testing::PrintToString(c.arguments) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(c.err)) << ::testing::PrintToString(c.arguments);
    EXPECT_EQ(outcome.err.empty(), c.code == 0) << ::testing::PrintToString(c.arguments);
  }
}

TEST(CommandLine, keys_are_made_listed_and_deleted_also_beside_a_server) {
  const TemporaryDirectory directory;
  const auto data = directory.path().string();
  const auto root = run({"keys", "create", "--root", "--data", data, "--region", "eu-west-1"});
  ASSERT_EQ(root.code, 0) << root.err;
  EXPECT_THAT(root.out, HasSubstr("export AWS_ACCESS_KEY_ID=AKIA"));
  EXPECT_THAT(root.out, HasSubstr("export AWS_DEFAULT_REGION=eu-west-1\n"));
  EXPECT_THAT(root.err, HasSubstr("shown this once"));

  InlineExecutor here;
  const auto serving =
      open_database("sqlite:" + data + "/poolhouse.db", store::Opening::serve, nullptr, here);
  const auto policy = directory.write(
      "p.json", R"({"Statement":[{"Effect":"Allow","Action":"cognito-idp:List*","Resource":"*"}]})");
  const auto limited = run({"keys", "create", "--policy", policy.string(), "--description", "reporting",
                            "--json", "--data", data});
  ASSERT_EQ(limited.code, 0) << limited.err;
  const auto id = limited.out.substr(limited.out.find("AKIA"), 20);

  const auto both = run({"keys", "list", "--data", data});
  EXPECT_THAT(both.out, HasSubstr("everything"));
  EXPECT_THAT(both.out, HasSubstr(id));
  EXPECT_THAT(both.out, HasSubstr("reporting"));
  EXPECT_EQ(run({"keys", "delete", id, "--data", data}).code, 0);
  const auto again = run({"keys", "delete", id, "--data", data});
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.err, HasSubstr("There is no access key " + id));
  EXPECT_THAT(run({"keys", "list", "--data", data}).out, Not(HasSubstr(id)));
}

TEST(CommandLine, a_policy_that_cannot_be_kept_is_refused_with_its_fault) {
  const TemporaryDirectory directory;
  const auto policy = directory.write(
      "p.json",
      R"({"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"a":"b"}}}]})");
  const auto refused =
      run({"keys", "create", "--policy", policy.string(), "--data", directory.path().string()});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("Condition"));
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "poolhouse.db"));
}

TEST(CommandLine, migrating_twice_does_it_once_and_a_server_is_no_obstacle_then) {
  const TemporaryDirectory directory;
  const auto data = directory.path().string();
  EXPECT_EQ(run({"migrate", "--data", data}).code, 0);
  InlineExecutor here;
  const auto serving =
      open_database("sqlite:" + data + "/poolhouse.db", store::Opening::serve, nullptr, here);
  const auto again = run({"migrate", "--data", data});
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("has schema version"));
}

TEST(CommandLine, a_backup_is_private_and_replaces_another_only_when_told_to) {
  const TemporaryDirectory directory;
  const auto data = directory.path().string();
  const auto file = (directory.path() / "b.jsonl").string();
  ASSERT_EQ(run({"keys", "create", "--root", "--data", data}).code, 0);
  const auto taken = run({"backup", "--out", file, "--data", data});
  EXPECT_EQ(taken.code, 0) << taken.err;
  EXPECT_THAT(taken.out, HasSubstr("Backed up 1 row from sqlite:"));
  EXPECT_EQ(std::filesystem::status(file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);

  static_cast<void>(directory.write("b.jsonl", "an older one"));
  const auto refused = run({"backup", "--out", file, "--data", data});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("--force replaces it"));
  EXPECT_EQ(std::filesystem::file_size(file), std::string_view("an older one").size());
  EXPECT_EQ(run({"backup", "--out", file, "--force", "--data", data}).code, 0);
  EXPECT_EQ(run({"restore", "--in", file, "--verify-only", "--data", data}).code, 0);

  const auto nowhere =
      run({"backup", "--out", (directory.path() / "absent/b.jsonl").string(), "--data", data});
  EXPECT_EQ(nowhere.code, 1);
  EXPECT_THAT(nowhere.err, HasSubstr("absent/b.jsonl"));
}

TEST(CommandLine, a_backup_is_restored_with_its_own_master_key_only) {
  const TemporaryDirectory directory;
  const auto old_house = directory.path() / "old";
  const auto new_house = directory.path() / "new";
  const auto file = (directory.path() / "b.jsonl").string();
  const auto key = run({"keys", "create", "--root", "--json", "--data", old_house.string()});
  ASSERT_EQ(run({"backup", "--out", file, "--data", old_house.string()}).code, 0);
  const std::vector<std::string> restore{"restore", "--in", file, "--data", new_house.string()};
  const auto verify_only = [&] {
    auto arguments = restore;
    arguments.emplace_back("--verify-only");
    return run(arguments);
  };

  const auto without = run(restore);
  EXPECT_EQ(without.code, 1);
  EXPECT_THAT(without.err, HasSubstr("is not there"));
  EXPECT_THAT(verify_only().out, HasSubstr("no master key here to compare with"));
  EXPECT_FALSE(std::filesystem::exists(new_house));

  ASSERT_EQ(run({"keys", "create", "--root", "--data", new_house.string()}).code, 0);
  std::filesystem::remove(new_house / "poolhouse.db");
  for (const auto& outcome : {run(restore), verify_only()}) {
    EXPECT_EQ(outcome.code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("is not the one that"));
  }
  EXPECT_FALSE(std::filesystem::exists(new_house / "poolhouse.db"));

  std::filesystem::copy_file(old_house / "master.key", new_house / "master.key",
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_THAT(verify_only().out, HasSubstr("can be restored here: 1 row,"));
  EXPECT_FALSE(std::filesystem::exists(new_house / "poolhouse.db"));
  const auto restored = run(restore);
  EXPECT_EQ(restored.code, 0) << restored.err;
  const auto id = key.out.substr(key.out.find("AKIA"), 20);
  EXPECT_THAT(run({"keys", "list", "--data", new_house.string()}).out, HasSubstr(id));
}

TEST(CommandLine, a_database_without_the_schema_of_the_program_is_not_backed_up) {
  const TemporaryDirectory directory;
  const auto database = "sqlite:" + (directory.path() / "poolhouse.db").string();
  const auto file = (directory.path() / "b.jsonl").string();
  static_cast<void>(directory.write("poolhouse.db", ""));
  EXPECT_THAT(run({"backup", "--out", file, "--database", database}).err, HasSubstr("nothing to back up"));

  InlineExecutor here;
  const auto serving = open_database(database, store::Opening::serve, nullptr, here);
  const auto set_version = [](store::Store& store) -> Task<> {
    co_await store.write(
        [](store::Connection& db) { db.execute("UPDATE schema_migration SET version = version + 1"); });
  };
  sync_wait(set_version(*serving));
  EXPECT_THAT(run({"backup", "--out", file, "--database", database}).err,
              HasSubstr("use the Poolhouse that serves it"));
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST(CommandLine, the_doctor_changes_nothing_and_finds_a_lost_key) {
  const TemporaryDirectory directory;
  const auto data = (directory.path() / "data").string();
  const auto fresh = run({"doctor", "--data", data});
  EXPECT_THAT(fresh.out, HasSubstr("is made at the first start"));
  EXPECT_FALSE(std::filesystem::exists(data));

  ASSERT_EQ(run({"keys", "create", "--root", "--data", data}).code, 0);
  EXPECT_THAT(run({"doctor", "--data", data}).out, HasSubstr("the one the database is sealed with"));
  std::filesystem::remove(data + "/master.key");
  const auto lost = run({"doctor", "--data", data});
  EXPECT_EQ(lost.code, 1);
  EXPECT_THAT(lost.out, HasSubstr("fail  master key"));
  EXPECT_FALSE(std::filesystem::exists(data + "/master.key"));

  const auto misspelt = run({"doctor", "--config", directory.write("p.toml", "lisen = \"x\"").string()});
  EXPECT_EQ(misspelt.code, 1);
  EXPECT_THAT(misspelt.out, HasSubstr("Did you mean listen?"));
}

TEST(CommandLine, lists_the_operations_of_all_three_services) {
  const auto page = run({"operations", "--markdown"});
  EXPECT_EQ(page.code, 0);
  for (const auto* const row : {"## cognito-idp", "## cognito-identity", "## sts", "| SignUp | yes |"}) {
    EXPECT_THAT(page.out, HasSubstr(row));
  }
}

}  // namespace
}  // namespace poolhouse
