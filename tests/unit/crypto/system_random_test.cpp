#include "crypto/system_random.h"

#include <gtest/gtest.h>

#include <set>

namespace poolhouse::crypto {
namespace {

TEST(SystemRandom, does_not_repeat_itself) {
  SystemRandom random;
  std::set<std::string> drawn;
  for (int i = 0; i < 1000; ++i) drawn.insert(random.bytes(16));
  EXPECT_EQ(drawn.size(), 1000U);
}

}  // namespace
}  // namespace poolhouse::crypto
