#include "base/random.h"

#include <gtest/gtest.h>

#include <regex>

namespace poolhouse {
namespace {

TEST(Random, uuid_is_version_4) {
  SeededRandom random(1);
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(std::regex_match(
        random.uuid(), std::regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")));
  }
}

TEST(Random, text_uses_every_character_of_its_alphabet_and_no_other) {
  SeededRandom random(1);
  const std::string drawn = random.text(1000, "abc");
  EXPECT_EQ(drawn.size(), 1000U);
  EXPECT_EQ(drawn.find_first_not_of("abc"), std::string::npos);
  for (const char c : {'a', 'b', 'c'}) EXPECT_NE(drawn.find(c), std::string::npos);
}

TEST(Random, below_stays_below) {
  SeededRandom random(1);
  for (int i = 0; i < 1000; ++i) EXPECT_LT(random.below(7), 7U);
}

}  // namespace
}  // namespace poolhouse
