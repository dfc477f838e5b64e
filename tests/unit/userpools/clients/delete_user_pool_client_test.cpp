// DeleteUserPoolClient.
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

class DeleteUserPoolClientTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (!house) return;
    pool = house->pool();
    client = house->client(pool)["ClientId"];
    house->confirmed_user(pool, "jane", "Correct-Horse-1");
  }
  Answer remove(const std::string& pool_id, const std::string& client_id) {
    return house->call("DeleteUserPoolClient", {{"UserPoolId", pool_id}, {"ClientId", client_id}});
  }
  std::string pool;
  std::string client;
};

TEST_P(DeleteUserPoolClientTest, the_client_and_its_tokens_are_of_no_use_any_more) {
  const std::string other = house->client(pool)["ClientId"];
  const auto tokens = house->password_sign_in(client, "jane", "Correct-Horse-1").body["AuthenticationResult"];
  const auto removed = remove(pool, client);
  EXPECT_EQ(removed.status, 200);
  EXPECT_EQ(removed.body, json());

  const auto gone = "User pool client " + client + " does not exist.";
  expect_refused(remove(pool, client), "ResourceNotFoundException", gone);
  expect_refused(house->password_sign_in(client, "jane", "Correct-Horse-1"), "ResourceNotFoundException",
                 gone);
  expect_refused(house->call("GetTokensFromRefreshToken",
                             {{"ClientId", client}, {"RefreshToken", tokens["RefreshToken"]}}),
                 "ResourceNotFoundException", gone);
  expect_refused(house->call("GetUser", {{"AccessToken", tokens["AccessToken"]}}), "NotAuthorizedException",
                 "Access Token has been revoked");
  EXPECT_EQ(house->password_sign_in(other, "jane", "Correct-Horse-1").status, 200);
}

TEST_P(DeleteUserPoolClientTest, another_pools_client_stays) {
  const auto other = house->pool();
  expect_refused(remove(other, client), "ResourceNotFoundException",
                 "User pool client " + client + " does not exist.");
  EXPECT_EQ(house->password_sign_in(client, "jane", "Correct-Horse-1").status, 200);
}

ON_BOTH_ENGINES(DeleteUserPoolClientTest);

}  // namespace
}  // namespace poolhouse::userpools
