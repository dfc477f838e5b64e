// DescribeUserPool (reference 1.2); that it agrees with CreateUserPool is create_user_pool_test.cpp.
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

class DescribeUserPoolTest : public OperationTest {
 protected:
  json users(const std::string& pool) {
    return house->must("DescribeUserPool", {{"UserPoolId", pool}})["UserPool"]["EstimatedNumberOfUsers"];
  }
};

TEST_P(DescribeUserPoolTest, a_pool_that_does_not_exist_is_not_found) {
  expect_refused(house->call("DescribeUserPool", {{"UserPoolId", "us-east-1_AbCdEfGhI"}}),
                 "ResourceNotFoundException", "User pool us-east-1_AbCdEfGhI does not exist.");
  expect_refused(house->call("DescribeUserPool", {{"UserPoolId", "AbCdEfGhI"}}), "InvalidParameterException",
                 "1 validation error detected: Value 'AbCdEfGhI' at 'userPoolId' failed to satisfy "
                 "constraint: Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+");
}

TEST_P(DescribeUserPoolTest, counts_the_users_of_that_pool) {
  const auto pool = house->pool();
  const auto other = house->pool();
  EXPECT_EQ(users(pool), 0);
  house->confirmed_user(pool, "jane", "Correct-Horse-1");
  house->confirmed_user(pool, "joe", "Correct-Horse-1");
  EXPECT_EQ(users(pool), 2);
  EXPECT_EQ(users(other), 0);
}

ON_BOTH_ENGINES(DescribeUserPoolTest);

}  // namespace
}  // namespace poolhouse::userpools
