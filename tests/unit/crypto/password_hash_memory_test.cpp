#include "crypto/password_hash_memory.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <vector>

#include "crypto/password_hash.h"

namespace poolhouse::crypto {
namespace {

// What libsodium asks for with m = 19456.
constexpr std::size_t kBytes = std::size_t{19456} * 1024;

// As libsodium does. Untouched pages of a new mapping are not resident, which tells it from a kept one.
std::span<unsigned char> map() {
  const KeptHashMemory memory;
  void* const start = ::mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  EXPECT_NE(start, MAP_FAILED);
  return {static_cast<unsigned char*>(start), kBytes};
}

void unmap(std::span<unsigned char> mapped) {
  const KeptHashMemory memory;
  EXPECT_EQ(::munmap(mapped.data(), mapped.size()), 0);
}

bool is_kept(std::span<unsigned char> memory) {
  std::vector<unsigned char> resident(memory.size() / static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)));
  EXPECT_EQ(::mincore(memory.data(), memory.size(), resident.data()), 0);
  return std::ranges::all_of(resident, [](unsigned char page) { return (page & 1U) != 0; });
}

bool is_wiped(std::span<unsigned char> memory) {
  return std::ranges::all_of(memory, [](unsigned char byte) { return byte == 0; });
}

class PasswordHashMemory : public testing::Test {
 public:
  void SetUp() override {
#ifdef POOLHOUSE_SANITIZED_MMAP
    GTEST_SKIP() << "the sanitizer has an mmap of its own";
#endif
  }
  ~PasswordHashMemory() override { release_password_hash_memory(); }
};

TEST_F(PasswordHashMemory, a_hash_leaves_its_memory_to_the_next_wiped) {
  release_password_hash_memory();
  static_cast<void>(hash_password(Secret("P2$Sword-example")));
  const auto memory = map();
  EXPECT_TRUE(is_kept(memory));
  EXPECT_TRUE(is_wiped(memory));
  unmap(memory);
}

TEST_F(PasswordHashMemory, nothing_of_one_use_is_there_in_the_next) {
  const auto first = map();
  std::ranges::fill(first, 0xAB);
  unmap(first);
  const auto second = map();
  EXPECT_EQ(second.data(), first.data());
  EXPECT_TRUE(is_kept(second));
  EXPECT_TRUE(is_wiped(second));
  unmap(second);
}

TEST_F(PasswordHashMemory, is_given_back_when_asked) {
  static_cast<void>(hash_password(Secret("P2$Sword-example")));
  release_password_hash_memory();
  const auto memory = map();
  EXPECT_FALSE(is_kept(memory));
  unmap(memory);
}

TEST_F(PasswordHashMemory, what_is_in_use_is_neither_lent_twice_nor_given_back) {
  const auto first = map();
  std::ranges::fill(first, 0xAB);
  const auto second = map();
  EXPECT_NE(second.data(), first.data());
  EXPECT_FALSE(is_kept(second));
  release_password_hash_memory();
  EXPECT_EQ(first.back(), 0xAB);
  unmap(second);
  EXPECT_EQ(first.back(), 0xAB);
  unmap(first);
}

TEST_F(PasswordHashMemory, what_others_map_is_theirs) {
  static_cast<void>(hash_password(Secret("P2$Sword-example")));
  void* const other = ::mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(other, MAP_FAILED);
  EXPECT_FALSE(is_kept({static_cast<unsigned char*>(other), kBytes}));
  EXPECT_EQ(::munmap(other, kBytes), 0);
  EXPECT_EQ(::mmap(nullptr, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), MAP_FAILED);
  EXPECT_EQ(errno, EINVAL);
}

}  // namespace
}  // namespace poolhouse::crypto
