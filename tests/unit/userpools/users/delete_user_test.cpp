// DeleteUser and AdminDeleteUser through the dispatcher (reference 3.6, 3.9).
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

class DeleteUserTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (!house) return;
    pool = house->pool();
    client = house->client(pool)["ClientId"];
    house->confirmed_user(pool, "jane", "Correct-Horse-1");
    house->confirmed_user(pool, "john", "Correct-Horse-1");
  }
  json named(const std::string& username) { return {{"UserPoolId", pool}, {"Username", username}}; }
  void expect_gone(const json& tokens) {
    expect_refused(house->call("AdminGetUser", named("jane")), "UserNotFoundException",
                   "User does not exist.");
    expect_refused(house->password_sign_in(client, "jane", "Correct-Horse-1"), "UserNotFoundException",
                   "User does not exist.");
    expect_refused(house->call("GetUser", {{"AccessToken", tokens["AccessToken"]}}), "UserNotFoundException",
                   "User does not exist.");
    expect_refused(house->call("GetTokensFromRefreshToken",
                               {{"ClientId", client}, {"RefreshToken", tokens["RefreshToken"]}}),
                   "NotAuthorizedException", "Refresh Token has been revoked");
    EXPECT_EQ(house->must("ListUsers", {{"UserPoolId", pool}})["Users"].size(), 1U);
    EXPECT_EQ(house->call("AdminGetUser", named("john")).status, 200);
  }
  std::string pool;
  std::string client;
};

TEST_P(DeleteUserTest, users_delete_themselves) {
  const auto tokens = house->tokens(client, "jane", "Correct-Horse-1");
  const auto answer = house->call("DeleteUser", {{"AccessToken", tokens["AccessToken"]}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.body.is_null());
  expect_gone(tokens);
  EXPECT_EQ(house->call("DeleteUser", {{"AccessToken", tokens["AccessToken"]}}).error,
            "UserNotFoundException");
}

TEST_P(DeleteUserTest, an_administrator_deletes_a_user) {
  const auto tokens = house->tokens(client, "jane", "Correct-Horse-1");
  const auto answer = house->call("AdminDeleteUser", named("jane"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.body.is_null());
  expect_gone(tokens);
  expect_refused(house->call("AdminDeleteUser", named("jane")), "UserNotFoundException",
                 "User does not exist.");
}

TEST_P(DeleteUserTest, the_name_can_be_taken_again_by_another_user) {
  const auto tokens = house->tokens(client, "jane", "Correct-Horse-1");
  const auto first = house->must("AdminGetUser", named("jane"))["UserAttributes"][0]["Value"];
  house->must("AdminDeleteUser", named("jane"));
  house->confirmed_user(pool, "jane", "Another-Horse-1");
  EXPECT_NE(house->must("AdminGetUser", named("jane"))["UserAttributes"][0]["Value"], first);
  EXPECT_EQ(house->call("GetUser", {{"AccessToken", tokens["AccessToken"]}}).error, "UserNotFoundException");
}

TEST_P(DeleteUserTest, a_disabled_user_cannot_delete_themselves_but_an_administrator_can_delete_them) {
  const auto tokens = house->tokens(client, "jane", "Correct-Horse-1");
  house->must("AdminDisableUser", named("jane"));
  EXPECT_EQ(house->call("DeleteUser", {{"AccessToken", tokens["AccessToken"]}}).error,
            "NotAuthorizedException");
  EXPECT_EQ(house->call("AdminDeleteUser", named("jane")).status, 200);
}

ON_BOTH_ENGINES(DeleteUserTest);

}  // namespace
}  // namespace poolhouse::userpools
