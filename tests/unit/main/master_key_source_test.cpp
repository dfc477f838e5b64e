#include "main/master_key_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "crypto/sealed.h"
#include "main/temporary_directory.h"

namespace poolhouse {
namespace {

using ::testing::HasSubstr;

struct MasterKeySource : ::testing::Test {
  MasterKeySource() { settings.master_key_file = directory.path() / "keys/master.key"; }

  std::vector<std::string> sealed_with(const crypto::MasterKeys& keys) {
    return {crypto::Sealer(keys, "user password", random).seal("s3cret", "a row")};
  }
  std::string refusal(const std::vector<std::string>& samples) {
    try {
      static_cast<void>(require_master_keys(settings, samples, random));
      return "";
    } catch (const std::runtime_error& refused) {
      return refused.what();
    }
  }

  TemporaryDirectory directory;
  SeededRandom random{1};
  Settings settings;
};

TEST_F(MasterKeySource, makes_a_key_in_a_directory_of_its_own_for_an_empty_database) {
  EXPECT_TRUE(master_key_is_missing(settings));
  EXPECT_EQ(refusal({}), "");
  EXPECT_FALSE(master_key_is_missing(settings));
  EXPECT_EQ(std::filesystem::status(directory.path() / "keys").permissions(),
            std::filesystem::perms::owner_all);
}

TEST_F(MasterKeySource, never_makes_a_second_key_for_what_is_sealed_already) {
  const auto samples = sealed_with(read_master_keys(settings, random));
  EXPECT_EQ(refusal(samples), "");
  std::filesystem::remove(settings.master_key_file);
  EXPECT_THAT(refusal(samples), HasSubstr("put it back from your backup"));
  EXPECT_TRUE(master_key_is_missing(settings));
}

TEST_F(MasterKeySource, refuses_the_key_of_another_database_and_takes_a_rotated_one) {
  const auto samples = sealed_with(read_master_keys(settings, random));
  crypto::rotate_master_key_file(settings.master_key_file, random);
  EXPECT_EQ(refusal(samples), "");
  std::filesystem::remove(settings.master_key_file);
  static_cast<void>(read_master_keys(settings, random));
  EXPECT_THAT(refusal(samples), HasSubstr("is not the one that the database is sealed with"));
}

TEST_F(MasterKeySource, asks_a_command_in_place_of_the_file) {
  settings.master_key_command = "printf %064d 7";
  EXPECT_EQ(refusal({}), "");
  EXPECT_FALSE(std::filesystem::exists(settings.master_key_file));
  EXPECT_EQ(describe_master_key_source(settings), "master-key-command");
}

}  // namespace
}  // namespace poolhouse
