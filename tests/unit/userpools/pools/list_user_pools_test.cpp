// ListUserPools (reference 11.3, 11.8).
#include <set>

#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

class ListUserPoolsTest : public OperationTest {
 protected:
  Answer list(int max_results, const json& token = nullptr) {
    json request = {{"MaxResults", max_results}};
    if (!token.is_null()) request["NextToken"] = token;
    return house->call("ListUserPools", request);
  }
};

TEST_P(ListUserPoolsTest, an_account_without_pools_has_an_empty_list) {
  EXPECT_EQ(list(60).body, json({{"UserPools", json::array()}}));
}

TEST_P(ListUserPoolsTest, an_item_is_a_summary) {
  const json functions = {{"PreSignUp", "arn:aws:lambda:us-east-1:123456789012:function:f"}};
  const auto pool = house->pool({{"LambdaConfig", functions}});
  const auto described = house->must("DescribeUserPool", {{"UserPoolId", pool}})["UserPool"];
  EXPECT_EQ(list(1).body, json({{"UserPools",
                                 {{{"Id", pool},
                                   {"Name", "house"},
                                   {"LambdaConfig", functions},
                                   {"CreationDate", described["CreationDate"]},
                                   {"LastModifiedDate", described["LastModifiedDate"]}}}}}));
}

TEST_P(ListUserPoolsTest, pages_neither_repeat_nor_skip_while_pools_come_and_go) {
  std::set<std::string> pools;
  while (pools.size() < 7) pools.insert(house->pool());
  std::vector<std::string> seen;
  json token;
  int pages = 0;
  do {
    const auto page = list(2, token).body;
    ASSERT_LE(page["UserPools"].size(), 2U);
    for (const auto& pool : page["UserPools"]) seen.push_back(pool["Id"]);
    token = page.value("NextToken", json());
    // One that was given out goes; others come, before and behind the position.
    if (++pages == 1) house->must("DeleteUserPool", {{"UserPoolId", seen.front()}});
    if (pages < 4) house->pool();
    ASSERT_LT(pages, 20);
  } while (!token.is_null());
  EXPECT_EQ(std::set(seen.begin(), seen.end()).size(), seen.size());
  for (const auto& pool : pools) EXPECT_NE(std::ranges::find(seen, pool), seen.end()) << pool;
}

TEST_P(ListUserPoolsTest, the_size_of_a_page_and_the_token_are_checked) {
  const auto below = list(0);
  expect_refused(below, "InvalidParameterException",
                 "1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint: "
                 "Member must have value greater than or equal to 1");
  EXPECT_EQ(list(61).error, "InvalidParameterException");
  expect_refused(list(1, "forged"), "InvalidParameterException", "Invalid pagination token.");
  house->pool();
  house->pool();
  const auto token = list(1).body["NextToken"];
  house->clock.advance(std::chrono::hours(1));
  expect_refused(list(1, token), "InvalidParameterException", "Invalid pagination token.");
}

ON_BOTH_ENGINES(ListUserPoolsTest);

}  // namespace
}  // namespace poolhouse::userpools
