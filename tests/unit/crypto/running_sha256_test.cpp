#include "crypto/running_sha256.h"

#include <gtest/gtest.h>

#include "crypto/digest.h"

namespace poolhouse::crypto {
namespace {

TEST(RunningSha256, is_the_digest_of_everything_added) {
  EXPECT_EQ(RunningSha256().finish(), sha256(""));
  RunningSha256 running;
  std::string all;
  for (std::size_t size = 0; size < 200; ++size) {
    const std::string part(size, static_cast<char>(size));
    running.add(part);
    all += part;
  }
  EXPECT_EQ(running.finish(), sha256(all));
}

}  // namespace
}  // namespace poolhouse::crypto
