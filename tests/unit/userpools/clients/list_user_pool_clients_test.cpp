// ListUserPoolClients (reference 11.3, 11.8; newest-operations.md 4.6).
#include <set>

#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

class ListUserPoolClientsTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (house) pool = house->pool();
  }
  Answer list(json request = json::object()) {
    request["UserPoolId"] = pool;
    return house->call("ListUserPoolClients", request);
  }
  std::string pool;
};

TEST_P(ListUserPoolClientsTest, an_item_is_id_pool_and_name_and_never_a_secret) {
  EXPECT_EQ(list().body, json({{"UserPoolClients", json::array()}}));
  const auto client = house->client(pool, {{"GenerateSecret", true}})["ClientId"];
  house->client(house->pool());
  const json item = {{"ClientId", client}, {"UserPoolId", pool}, {"ClientName", "app"}};
  EXPECT_EQ(list().body, json({{"UserPoolClients", json::array({item})}}));
}

TEST_P(ListUserPoolClientsTest, pages_neither_repeat_nor_skip_while_clients_come_and_go) {
  std::set<std::string> clients;
  while (clients.size() < 7) clients.insert(house->client(pool)["ClientId"]);
  std::vector<std::string> seen;
  json request = {{"MaxResults", 2}};
  int pages = 0;
  do {
    const auto page = list(request).body;
    ASSERT_LE(page["UserPoolClients"].size(), 2U);
    for (const auto& client : page["UserPoolClients"]) seen.push_back(client["ClientId"]);
    request["NextToken"] = page.value("NextToken", json());
    if (++pages == 1) house->must("DeleteUserPoolClient", {{"UserPoolId", pool}, {"ClientId", seen[0]}});
    if (pages < 4) house->client(pool);
    ASSERT_LT(pages, 20);
  } while (!request["NextToken"].is_null());
  EXPECT_EQ(std::set(seen.begin(), seen.end()).size(), seen.size());
  for (const auto& client : clients) EXPECT_NE(std::ranges::find(seen, client), seen.end()) << client;
}

TEST_P(ListUserPoolClientsTest, may_ask_for_one_type_only) {
  for (int i = 0; i < 3; ++i) house->client(pool);
  EXPECT_EQ(list({{"ClientType", "REGULAR"}}).body["UserPoolClients"].size(), 3U);
  // A page may be empty and still have a successor.
  const auto page = list({{"ClientType", "DCR"}, {"MaxResults", 2}}).body;
  EXPECT_EQ(page["UserPoolClients"], json::array());
  const auto last = list({{"ClientType", "DCR"}, {"MaxResults", 2}, {"NextToken", page["NextToken"]}}).body;
  EXPECT_EQ(last, json({{"UserPoolClients", json::array()}}));
}

TEST_P(ListUserPoolClientsTest, a_token_goes_on_only_with_the_list_it_comes_from) {
  for (int i = 0; i < 3; ++i) house->client(pool);
  const auto token = list({{"MaxResults", 1}}).body["NextToken"];
  constexpr const char* kError = "InvalidParameterException";
  constexpr const char* kMessage = "Invalid pagination token.";
  EXPECT_EQ(list({{"MaxResults", 2}, {"NextToken", token}}).status, 200);
  expect_refused(list({{"MaxResults", 1}, {"NextToken", "forged"}}), kError, kMessage);
  expect_refused(list({{"MaxResults", 1}, {"NextToken", token}, {"ClientType", "REGULAR"}}), kError,
                 kMessage);
  expect_refused(house->call("ListUserPools", {{"MaxResults", 1}, {"NextToken", token}}), kError, kMessage);
  const auto first = pool;
  pool = house->pool();
  expect_refused(list({{"MaxResults", 1}, {"NextToken", token}}), kError, kMessage);
  pool = first;
  house->clock.advance(std::chrono::hours(1));
  expect_refused(list({{"MaxResults", 1}, {"NextToken", token}}), kError, kMessage);
}

ON_BOTH_ENGINES(ListUserPoolClientsTest);

}  // namespace
}  // namespace poolhouse::userpools
