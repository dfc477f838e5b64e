#include "store/statement_cache.h"

#include <gtest/gtest.h>

namespace poolhouse::store {
namespace {

TEST(StatementCache, the_least_recently_used_statement_makes_room) {
  StatementCache<int> cache(2);
  EXPECT_EQ(cache.make_room(), std::nullopt);
  cache.add("a", 1);
  cache.add("b", 2);
  ASSERT_NE(cache.find("a"), nullptr);
  EXPECT_EQ(cache.make_room(), 2);
  cache.add("c", 3);
  EXPECT_EQ(cache.find("b"), nullptr);
  EXPECT_EQ(*cache.find("a"), 1);
  EXPECT_EQ(*cache.find("c"), 3);
  EXPECT_EQ(cache.size(), 2);
}

TEST(StatementCache, knows_a_statement_by_its_text_and_not_by_its_address) {
  StatementCache<int> cache;
  {
    const std::string passing = "SELECT 1";
    cache.add(passing, 1);
  }
  EXPECT_EQ(*cache.find(std::string("SELECT ") + "1"), 1);
}

}  // namespace
}  // namespace poolhouse::store
