#include "crypto/master_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <set>
#include <thread>

#include "crypto/encoding.h"

namespace poolhouse::crypto {
namespace {

using testing::HasSubstr;

class MasterKeyFile : public testing::Test {
 protected:
  MasterKeyFile() {
    std::string pattern = (std::filesystem::temp_directory_path() / "poolhouse-test-XXXXXX").string();
    directory_ = ::mkdtemp(pattern.data());
    file_ = directory_ / "master.key";
  }
  ~MasterKeyFile() override { std::filesystem::remove_all(directory_); }

  void write(const std::string& text, mode_t mode = 0600) const {
    std::ofstream(file_) << text;
    ::chmod(file_.c_str(), mode);
  }
  [[nodiscard]] std::string error() {
    try {
      (void)MasterKeys::from_file(file_, random_);
    } catch (const MasterKeyError& e) {
      return e.what();
    }
    return "no error";
  }
  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(directory_), {}));
  }

  std::filesystem::path directory_;
  std::filesystem::path file_;
  SeededRandom random_{1};
};

TEST_F(MasterKeyFile, is_made_on_the_first_start_for_its_owner_only_and_read_on_the_next) {
  const auto first = MasterKeys::from_file(file_, random_);
  struct stat status{};
  ASSERT_EQ(::stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600U);
  EXPECT_EQ(first.current().bytes.size(), 32U);
  EXPECT_EQ(first.current().id.size(), 4U);

  const auto second = MasterKeys::from_file(file_, random_);
  EXPECT_EQ(second.current().bytes, first.current().bytes);
  EXPECT_EQ(second.current().id, first.current().id);
  EXPECT_EQ(files(), 1U);
}

TEST_F(MasterKeyFile, is_made_once_by_processes_starting_together) {
  std::mutex mutex;
  std::set<std::string> seen;
  {
    std::vector<std::jthread> starting;
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
      starting.emplace_back([&, seed] {
        SeededRandom own(seed);
        const auto keys = MasterKeys::from_file(file_, own);
        const std::scoped_lock lock(mutex);
        seen.emplace(keys.current().bytes.reveal());
      });
    }
  }
  EXPECT_EQ(seen.size(), 1U);
  EXPECT_EQ(files(), 1U);
}

TEST_F(MasterKeyFile, is_refused_when_others_may_read_it) {
  for (const mode_t mode : {0640, 0604, 0644, 0660, 0601}) {
    write(std::string(64, '1'), mode);
    EXPECT_THAT(error(), HasSubstr("chmod 600")) << mode;
  }
  for (const mode_t mode : {0600, 0400}) {
    write(std::string(64, '1'), mode);
    EXPECT_EQ(error(), "no error") << mode;
    std::filesystem::remove(file_);
  }
}

TEST_F(MasterKeyFile, is_refused_when_it_is_not_a_key) {
  struct Case {
    std::string text, says;
  };
  for (const auto& c : {
           Case{"", "holds no key"},
           Case{" \n", "holds no key"},
           Case{std::string(62, '1'), "key 1 is not 32 bytes"},
           Case{std::string(66, '1'), "key 1 is not 32 bytes"},
           Case{"AAAA", "key 1 is not 32 bytes"},
           Case{std::string(64, '1') + "\nshort", "key 2 is not 32 bytes"},
           Case{std::string(5000, '1'), "is too long"},
       }) {
    write(c.text);
    EXPECT_THAT(error(), HasSubstr(c.says)) << c.text;
    EXPECT_THAT(error(), HasSubstr(file_.string()));
  }
}

TEST_F(MasterKeyFile, names_the_trouble_when_it_cannot_be_had) {
  file_ = directory_ / "missing" / "master.key";
  EXPECT_THAT(error(), HasSubstr("No such file or directory"));
  file_ = directory_;
  EXPECT_THAT(error(), HasSubstr("is not a file"));
}

TEST_F(MasterKeyFile, keeps_the_old_key_behind_the_new_one_when_rotated) {
  const auto before = MasterKeys::from_file(file_, random_);
  rotate_master_key_file(file_, random_);
  const auto after = MasterKeys::from_file(file_, random_);
  ASSERT_EQ(after.all().size(), 2U);
  EXPECT_EQ(after.all()[1].bytes, before.current().bytes);
  EXPECT_FALSE(after.current().bytes == before.current().bytes);
  EXPECT_EQ(files(), 1U);
  struct stat status{};
  ASSERT_EQ(::stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600U);
}

TEST_F(MasterKeyFile, is_not_rotated_when_there_is_none) {
  EXPECT_THROW(rotate_master_key_file(file_, random_), MasterKeyError);
  EXPECT_EQ(files(), 0U);
}

TEST(MasterKeys, read_base64_and_hex_with_the_current_key_first) {
  const std::string one(32, '\x11');
  const std::string two(32, '\x22');
  const auto keys = MasterKeys::from_text(to_base64(one) + ", " + to_hex(two) + "\n", "POOLHOUSE_MASTER_KEY");
  ASSERT_EQ(keys.all().size(), 2U);
  EXPECT_EQ(keys.current().bytes, Secret(one));
  EXPECT_EQ(keys.all()[1].bytes, Secret(two));
  EXPECT_NE(keys.all()[0].id, keys.all()[1].id);
}

TEST(MasterKeys, come_from_what_a_command_prints) {
  const auto keys = MasterKeys::from_command("echo " + std::string(64, 'a'));
  EXPECT_EQ(keys.current().bytes, Secret(std::string(32, '\xAA')));
  EXPECT_THROW((void)MasterKeys::from_command("exit 3"), MasterKeyError);
  EXPECT_THROW((void)MasterKeys::from_command("echo " + std::string(64, 'a') + "; exit 1"), MasterKeyError);
  EXPECT_THROW((void)MasterKeys::from_command("true"), MasterKeyError);
}

TEST(MasterKeys, do_not_repeat_a_bad_key_in_the_error) {
  try {
    (void)MasterKeys::from_text("almost-a-key-that-is-secret", "POOLHOUSE_MASTER_KEY");
    FAIL();
  } catch (const MasterKeyError& error) {
    EXPECT_THAT(error.what(), HasSubstr("POOLHOUSE_MASTER_KEY"));
    EXPECT_THAT(error.what(), testing::Not(HasSubstr("almost")));
  }
}

}  // namespace
}  // namespace poolhouse::crypto
