#include "userpools/auth/one_at_a_time.h"

#include <gtest/gtest.h>

namespace poolhouse::userpools {
namespace {

TEST(OneAtATime, a_second_one_of_the_same_name_gets_no_turn_until_the_first_has_ended) {
  OneAtATime answers;
  {
    const auto first = answers.take("block");
    ASSERT_TRUE(first);
    EXPECT_FALSE(answers.take("block"));
    EXPECT_TRUE(answers.take("another block"));
  }
  EXPECT_TRUE(answers.take("block"));
}

TEST(OneAtATime, a_turn_that_moves_ends_once) {
  OneAtATime answers;
  auto first = answers.take("block");
  ASSERT_TRUE(first);
  {
    const auto moved = std::move(*first);
    first.reset();
    EXPECT_FALSE(answers.take("block"));
  }
  const auto second = answers.take("block");
  EXPECT_TRUE(second);
  EXPECT_FALSE(answers.take("block"));
}

}  // namespace
}  // namespace poolhouse::userpools
