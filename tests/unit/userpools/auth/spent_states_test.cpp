// A state is spent once.
#include "userpools/auth/spent_states.h"

#include <thread>

#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

class SpentStatesTest : public OperationTest {
 protected:
  bool spend(const char* pool, const char* id, Duration ttl = std::chrono::minutes(3)) {
    return store::write(house->store(), [&](store::Connection& db) {
      return spend_state(db, UserPoolId(pool), id, house->clock.now() + ttl);
    });
  }
  bool spent(const char* id) {
    return store::read(house->store(),
                       [&](store::Connection& db) { return is_spent(db, UserPoolId("a"), id); });
  }
};

TEST_P(SpentStatesTest, the_second_time_is_refused_in_that_pool_only) {
  EXPECT_FALSE(spent("1"));
  EXPECT_TRUE(spend("a", "1"));
  EXPECT_TRUE(spent("1"));
  EXPECT_FALSE(spend("a", "1"));
  EXPECT_TRUE(spend("b", "1"));
  EXPECT_TRUE(spend("a", "2"));
}

TEST_P(SpentStatesTest, of_many_who_spend_it_at_once_one_does) {
  std::vector<int> spends(8);
  {
    std::vector<std::jthread> threads;
    for (auto& did : spends) threads.emplace_back([&] { did = spend("a", "1") ? 1 : 0; });
  }
  EXPECT_EQ(std::ranges::count(spends, 1), 1);
}

TEST_P(SpentStatesTest, what_was_rolled_back_was_not_spent) {
  EXPECT_THROW(store::write(house->store(),
                            [&](store::Connection& db) -> int {
                              EXPECT_TRUE(spend_state(db, UserPoolId("a"), "1", house->clock.now()));
                              throw std::runtime_error("refused later");
                            }),
               std::runtime_error);
  EXPECT_TRUE(spend("a", "1"));
}

TEST_P(SpentStatesTest, expired_states_are_forgotten_a_slice_at_a_time_and_live_ones_kept) {
  for (const char* id : {"1", "2", "3"}) {
    spend("a", id);
    house->clock.advance(Duration(1));
  }
  spend("a", "late", std::chrono::minutes(15));
  house->clock.advance(std::chrono::minutes(3) + Duration(1));
  const auto forget = [&] {
    store::write(house->store(), [&](store::Connection& db) {
      delete_expired_states(db, house->clock.now(), 2);
      return 0;
    });
    return int(spent("1")) + int(spent("2")) + int(spent("3"));
  };
  EXPECT_EQ(forget(), 1);
  EXPECT_EQ(forget(), 0);
  EXPECT_TRUE(spent("late"));
}

ON_BOTH_ENGINES(SpentStatesTest);

}  // namespace
}  // namespace poolhouse::userpools
