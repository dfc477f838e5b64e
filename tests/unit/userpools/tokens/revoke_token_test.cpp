// RevokeToken through the dispatcher (reference 9.6).
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

constexpr const char* kRight = "Correct-Horse-1";

class RevokeTokenTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (!house) return;
    pool = house->pool();
    client = house->client(pool)["ClientId"];
    house->confirmed_user(pool, "jane", kRight);
  }
  Answer revoke(const json& token, const json& more = json::object()) {
    json request = {{"ClientId", client}, {"Token", token}};
    request.update(more);
    return house->call("RevokeToken", request);
  }
  bool lives(const json& tokens, const std::string& client_id) {
    const auto used = house->call("GetUser", {{"AccessToken", tokens["AccessToken"]}});
    const auto refreshed = house->call("GetTokensFromRefreshToken",
                                       {{"ClientId", client_id}, {"RefreshToken", tokens["RefreshToken"]}});
    EXPECT_EQ(used.status, refreshed.status);
    if (used.status != 200) {
      EXPECT_EQ(used.message, "Access Token has been revoked");
      EXPECT_EQ(refreshed.message, "Refresh Token has been revoked");
    }
    return used.status == 200;
  }
  std::string pool;
  std::string client;
};

TEST_P(RevokeTokenTest, all_tokens_of_the_sign_in_are_revoked_and_no_others) {
  const auto here = house->tokens(client, "jane", kRight);
  const auto elsewhere = house->tokens(client, "jane", kRight);
  const auto refreshed = house->must("GetTokensFromRefreshToken",
                                     {{"ClientId", client}, {"RefreshToken", here["RefreshToken"]}});
  EXPECT_EQ(revoke(here["RefreshToken"]).body, json::object());
  EXPECT_FALSE(lives(here, client));
  EXPECT_TRUE(lives(elsewhere, client));
  expect_refused(house->call("GetUser", {{"AccessToken", refreshed["AuthenticationResult"]["AccessToken"]}}),
                 "NotAuthorizedException", "Access Token has been revoked");
}

TEST_P(RevokeTokenTest, what_means_nothing_any_more_is_revoked_in_silence) {
  const auto tokens = house->tokens(client, "jane", kRight);
  EXPECT_EQ(revoke(tokens["RefreshToken"]).status, 200);
  EXPECT_EQ(revoke(tokens["RefreshToken"]).body, json::object());
  EXPECT_EQ(revoke("garbage").body, json::object());
  EXPECT_EQ(revoke("a.b.c").body, json::object());
  const auto old = house->tokens(client, "jane", kRight);
  house->clock.advance(std::chrono::days(31));
  EXPECT_EQ(revoke(old["RefreshToken"]).body, json::object());
}

TEST_P(RevokeTokenTest, only_refresh_tokens_are_revoked) {
  const auto tokens = house->tokens(client, "jane", kRight);
  for (const char* other : {"AccessToken", "IdToken"})
    expect_refused(revoke(tokens[other]), "UnsupportedTokenTypeException", "Unsupported token type.");
  EXPECT_TRUE(lives(tokens, client));
}

TEST_P(RevokeTokenTest, a_client_revokes_only_what_is_its_own) {
  const auto tokens = house->tokens(client, "jane", kRight);
  const auto other = house->client(pool)["ClientId"].get<std::string>();
  const auto elsewhere = house->client(house->pool())["ClientId"].get<std::string>();
  for (const auto& not_its_own : {other, elsewhere}) {
    EXPECT_EQ(revoke(tokens["RefreshToken"], {{"ClientId", not_its_own}}).error, "UnauthorizedException");
  }
  expect_refused(revoke(tokens["RefreshToken"], {{"ClientId", "nobody"}}), "UnauthorizedException",
                 "User pool client nobody does not exist.");
  EXPECT_TRUE(lives(tokens, client));
}

TEST_P(RevokeTokenTest, the_secret_is_asked_for_first) {
  const auto confidential = house->client(pool, {{"GenerateSecret", true}, {"EnableTokenRevocation", false}});
  const std::string id = confidential["ClientId"];
  expect_refused(revoke("garbage", {{"ClientId", id}}), "UnauthorizedException",
                 "Client " + id + " is configured for secret but secret was not received");
  EXPECT_EQ(revoke("garbage", {{"ClientId", id}, {"ClientSecret", std::string(40, '0')}}).error,
            "UnauthorizedException");
  EXPECT_EQ(revoke("garbage", {{"ClientId", id}, {"ClientSecret", confidential["ClientSecret"]}}).error,
            "UnsupportedOperationException");
  EXPECT_EQ(revoke("garbage", {{"ClientSecret", std::string(40, '0')}}).error, "UnauthorizedException");
}

TEST_P(RevokeTokenTest, a_client_without_revocation_revokes_nothing) {
  const auto plain = house->client(pool, {{"EnableTokenRevocation", false}})["ClientId"].get<std::string>();
  const auto tokens = house->tokens(plain, "jane", kRight);
  EXPECT_EQ(revoke(tokens["RefreshToken"], {{"ClientId", plain}}).error, "UnsupportedOperationException");
  EXPECT_TRUE(lives(tokens, plain));
}

ON_BOTH_ENGINES(RevokeTokenTest);

}  // namespace
}  // namespace poolhouse::userpools
