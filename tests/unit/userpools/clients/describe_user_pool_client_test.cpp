// DescribeUserPoolClient; that it agrees with CreateUserPoolClient is create_user_pool_client_test.cpp.
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

class DescribeUserPoolClientTest : public OperationTest {};

TEST_P(DescribeUserPoolClientTest, another_pools_client_is_not_found) {
  const auto pool = house->pool();
  const auto other = house->pool();
  const auto client = house->client(pool)["ClientId"].get<std::string>();
  const auto describe = [&](const std::string& pool_id, const std::string& client_id) {
    return house->call("DescribeUserPoolClient", {{"UserPoolId", pool_id}, {"ClientId", client_id}});
  };
  EXPECT_EQ(describe(pool, client).status, 200);
  expect_refused(describe(other, client), "ResourceNotFoundException",
                 "User pool client " + client + " does not exist.");
  expect_refused(describe(pool, "nobody"), "ResourceNotFoundException",
                 "User pool client nobody does not exist.");
  expect_refused(describe("us-east-1_AbCdEfGhI", client), "ResourceNotFoundException",
                 "User pool us-east-1_AbCdEfGhI does not exist.");
}

ON_BOTH_ENGINES(DescribeUserPoolClientTest);

}  // namespace
}  // namespace poolhouse::userpools
