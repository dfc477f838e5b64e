// AdminDisableUser and AdminEnableUser through the dispatcher (reference 3.9, 9.6).
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

class AdminDisableUserTest : public OperationTest {
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
  json profile(const std::string& username) { return house->must("AdminGetUser", named(username)); }
  Answer refresh(const json& tokens) {
    return house->call("GetTokensFromRefreshToken",
                       {{"ClientId", client}, {"RefreshToken", tokens["RefreshToken"]}});
  }
  Answer get_user(const json& tokens) {
    return house->call("GetUser", {{"AccessToken", tokens["AccessToken"]}});
  }
  std::string pool;
  std::string client;
};

TEST_P(AdminDisableUserTest, a_disabled_user_cannot_sign_in_or_use_tokens) {
  const auto tokens = house->tokens(client, "jane", "Correct-Horse-1");
  house->clock.advance(std::chrono::seconds(5));
  const auto before = profile("jane");
  EXPECT_EQ(house->call("AdminDisableUser", named("jane")).body, json::object());
  EXPECT_EQ(profile("jane")["Enabled"], false);
  EXPECT_EQ(profile("jane")["UserStatus"], "CONFIRMED");
  EXPECT_GT(profile("jane")["UserLastModifiedDate"], before["UserLastModifiedDate"]);
  expect_refused(house->password_sign_in(client, "jane", "Correct-Horse-1"), "NotAuthorizedException",
                 "User is disabled.");
  expect_refused(house->srp_sign_in(client, "jane", "Correct-Horse-1", pool), "NotAuthorizedException",
                 "User is disabled.");
  expect_refused(refresh(tokens), "NotAuthorizedException", "User is disabled.");
  EXPECT_EQ(get_user(tokens).error, "NotAuthorizedException");
}

TEST_P(AdminDisableUserTest, an_enabled_user_signs_in_again_but_the_old_tokens_stay_dead) {
  const auto tokens = house->tokens(client, "jane", "Correct-Horse-1");
  house->must("AdminDisableUser", named("jane"));
  EXPECT_EQ(house->call("AdminEnableUser", named("jane")).body, json::object());
  EXPECT_EQ(profile("jane")["Enabled"], true);
  expect_refused(refresh(tokens), "NotAuthorizedException", "Refresh Token has been revoked");
  expect_refused(get_user(tokens), "NotAuthorizedException", "Access Token has been revoked");
  EXPECT_EQ(get_user(house->tokens(client, "jane", "Correct-Horse-1")).status, 200);
}

TEST_P(AdminDisableUserTest, nobody_else_is_touched) {
  const auto tokens = house->tokens(client, "john", "Correct-Horse-1");
  house->must("AdminDisableUser", named("jane"));
  EXPECT_EQ(profile("john")["Enabled"], true);
  EXPECT_EQ(get_user(tokens).status, 200);
  EXPECT_EQ(refresh(tokens).status, 200);
}

TEST_P(AdminDisableUserTest, doing_it_twice_changes_nothing_more) {
  house->must("AdminDisableUser", named("jane"));
  const auto disabled = profile("jane");
  house->clock.advance(std::chrono::seconds(5));
  house->must("AdminDisableUser", named("jane"));
  EXPECT_EQ(profile("jane"), disabled);
  house->must("AdminEnableUser", named("jane"));
  const auto enabled = profile("jane");
  house->clock.advance(std::chrono::seconds(5));
  house->must("AdminEnableUser", named("jane"));
  EXPECT_EQ(profile("jane"), enabled);
}

TEST_P(AdminDisableUserTest, nobody_cannot_be_disabled_or_enabled) {
  for (const char* operation : {"AdminDisableUser", "AdminEnableUser"}) {
    SCOPED_TRACE(operation);
    expect_refused(house->call(operation, named("nobody")), "UserNotFoundException", "User does not exist.");
  }
}

ON_BOTH_ENGINES(AdminDisableUserTest);

}  // namespace
}  // namespace poolhouse::userpools
