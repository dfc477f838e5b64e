// GlobalSignOut and AdminUserGlobalSignOut through the dispatcher (reference 9.6).
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

constexpr const char* kRight = "Correct-Horse-1";

class GlobalSignOutTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (!house) return;
    pool = house->pool();
    client = house->client(pool)["ClientId"];
    other_client = house->client(pool)["ClientId"];
    // Its tokens carry no origin_jti, and are signed out all the same.
    plain_client = house->client(pool, {{"EnableTokenRevocation", false}})["ClientId"];
    house->confirmed_user(pool, "jane", kRight);
    house->confirmed_user(pool, "john", kRight);
  }
  void expect_signs_out(const std::function<Answer(const json& tokens)>& sign_out) {
    const auto johns = house->tokens(client, "john", kRight);
    std::map<std::string, json> sign_ins;
    for (const auto& id : {client, other_client, plain_client})
      sign_ins[id] = house->tokens(id, "jane", kRight);
    EXPECT_EQ(sign_out(sign_ins[client]).body, json::object());
    for (const auto& [id, tokens] : sign_ins) {
      expect_refused(house->call("GetUser", {{"AccessToken", tokens["AccessToken"]}}),
                     "NotAuthorizedException", "Access Token has been revoked");
      expect_refused(house->call("GetTokensFromRefreshToken",
                                 {{"ClientId", id}, {"RefreshToken", tokens["RefreshToken"]}}),
                     "NotAuthorizedException", "Refresh Token has been revoked");
    }
    EXPECT_EQ(house->call("GetUser", {{"AccessToken", johns["AccessToken"]}}).status, 200);
    const auto again = house->tokens(client, "jane", kRight);
    EXPECT_EQ(house->call("GetUser", {{"AccessToken", again["AccessToken"]}}).status, 200);
  }
  std::string pool;
  std::string client;
  std::string other_client;
  std::string plain_client;
};

TEST_P(GlobalSignOutTest, a_user_ends_all_of_their_sign_ins) {
  expect_signs_out([&](const json& tokens) {
    return house->call("GlobalSignOut", {{"AccessToken", tokens["AccessToken"]}});
  });
}

TEST_P(GlobalSignOutTest, an_administrator_ends_them_too) {
  expect_signs_out([&](const json&) {
    return house->call("AdminUserGlobalSignOut", {{"UserPoolId", pool}, {"Username", "jane"}});
  });
}

TEST_P(GlobalSignOutTest, a_signed_out_token_signs_nobody_out) {
  const auto tokens = house->tokens(client, "jane", kRight);
  house->must("GlobalSignOut", {{"AccessToken", tokens["AccessToken"]}});
  const auto again = house->tokens(client, "jane", kRight);
  expect_refused(house->call("GlobalSignOut", {{"AccessToken", tokens["AccessToken"]}}),
                 "NotAuthorizedException", "Access Token has been revoked");
  expect_refused(house->call("GlobalSignOut", {{"AccessToken", "garbage"}}), "NotAuthorizedException",
                 "Invalid Access Token");
  EXPECT_EQ(house->call("GetUser", {{"AccessToken", again["AccessToken"]}}).status, 200);
}

TEST_P(GlobalSignOutTest, no_row_of_what_ended_is_left) {
  const auto families = [&] {
    return store::read(house->store(), [](store::Connection& db) {
      return db.query_one("SELECT count(*) FROM token_family")->integer(0);
    });
  };
  const json named = {{"UserPoolId", pool}, {"Username", "jane"}};
  house->tokens(client, "john", kRight);
  for (const char* operation :
       {"GlobalSignOut", "AdminUserGlobalSignOut", "AdminDisableUser", "DeleteUser", "AdminDeleteUser"}) {
    SCOPED_TRACE(operation);
    if (house->call("AdminEnableUser", named).status != 200) house->confirmed_user(pool, "jane", kRight);
    house->tokens(client, "jane", kRight);
    const auto token = house->tokens(client, "jane", kRight)["AccessToken"];
    EXPECT_EQ(families(), 3);
    house->must(operation,
                std::string(operation).starts_with("Admin") ? named : json{{"AccessToken", token}});
    EXPECT_EQ(families(), 1);
  }
}

TEST_P(GlobalSignOutTest, who_signs_in_while_they_are_signed_out_is_signed_in_afterwards) {
  house->triggers.during("TokenGeneration_Authentication", [&] {
    house->must("AdminUserGlobalSignOut", {{"UserPoolId", pool}, {"Username", "jane"}});
  });
  const auto tokens = house->tokens(client, "jane", kRight);
  EXPECT_EQ(house->call("GetUser", {{"AccessToken", tokens["AccessToken"]}}).status, 200);
}

TEST_P(GlobalSignOutTest, an_administrator_is_told_when_nobody_is_called_so) {
  expect_refused(house->call("AdminUserGlobalSignOut", {{"UserPoolId", pool}, {"Username", "nobody"}}),
                 "UserNotFoundException", "User does not exist.");
}

ON_BOTH_ENGINES(GlobalSignOutTest);

}  // namespace
}  // namespace poolhouse::userpools
