// What GetUser, and with it every operation with an AccessToken, accepts (reference 0.4, 9.6, 12.2).
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

constexpr const char* kRight = "Correct-Horse-1";

class AccessTokenTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (!house) return;
    pool = house->pool();
    client = house->client(pool)["ClientId"];
    house->confirmed_user(pool, "jane", kRight);
    tokens = house->tokens(client, "jane", kRight);
  }
  Answer get_user(const json& token) { return house->call("GetUser", {{"AccessToken", token}}); }
  void expect_unauthorized(const json& token, const char* message) {
    expect_refused(get_user(token), "NotAuthorizedException", message);
  }
  std::string pool;
  std::string client;
  json tokens;
};

// Another letter in that part of a token (0: header, 1: claims, 2: signature).
std::string with_other_letter(std::string token, int part) {
  auto at = std::string::size_type(0);
  for (int i = 0; i < part; ++i) at = token.find('.', at) + 1;
  at += 10;
  token[at] = token[at] == 'A' ? 'B' : 'A';
  return token;
}

TEST_P(AccessTokenTest, what_is_no_access_token_is_refused) {
  expect_unauthorized("garbage", "Invalid Access Token");
  expect_unauthorized("a.b.c", "Invalid Access Token");
  expect_unauthorized(tokens["IdToken"], "Invalid Access Token");
  expect_unauthorized(tokens["RefreshToken"], "Invalid Access Token");
  EXPECT_EQ(get_user(tokens["AccessToken"]).body["Username"], "jane");
}

TEST_P(AccessTokenTest, a_changed_token_is_refused) {
  const std::string token = tokens["AccessToken"];
  expect_unauthorized(with_other_letter(token, 2), "Could not verify signature for Access Token");
  for (const int part : {0, 1})
    EXPECT_EQ(get_user(with_other_letter(token, part)).error, "NotAuthorizedException");
  expect_unauthorized(token.substr(0, token.rfind('.') + 1), "Could not verify signature for Access Token");
}

TEST_P(AccessTokenTest, the_claims_of_one_user_under_the_signature_of_another_are_refused) {
  house->confirmed_user(pool, "john", kRight);
  const std::string janes = tokens["AccessToken"];
  const std::string johns = house->tokens(client, "john", kRight)["AccessToken"];
  const auto mixed = janes.substr(0, janes.rfind('.')) + johns.substr(johns.rfind('.'));
  expect_unauthorized(mixed, "Could not verify signature for Access Token");
}

TEST_P(AccessTokenTest, a_token_without_signature_is_refused) {
  const std::string token = tokens["AccessToken"];
  const auto claims = token.substr(token.find('.'), token.rfind('.') - token.find('.') + 1);
  // {"alg":"none"}
  EXPECT_EQ(get_user("eyJhbGciOiJub25lIn0" + claims).error, "NotAuthorizedException");
}

TEST_P(AccessTokenTest, a_token_expires) {
  house->clock.advance(std::chrono::hours(1) - std::chrono::seconds(1));
  EXPECT_EQ(get_user(tokens["AccessToken"]).status, 200);
  house->clock.advance(std::chrono::seconds(1));
  expect_unauthorized(tokens["AccessToken"], "Access Token has expired");
  // Before it is known whether it was revoked.
  house->must("AdminUserGlobalSignOut", {{"UserPoolId", pool}, {"Username", "jane"}});
  expect_unauthorized(tokens["AccessToken"], "Access Token has expired");
}

TEST_P(AccessTokenTest, a_revoked_token_is_refused) {
  house->must("RevokeToken", {{"ClientId", client}, {"Token", tokens["RefreshToken"]}});
  expect_unauthorized(tokens["AccessToken"], "Access Token has been revoked");
}

TEST_P(AccessTokenTest, a_token_shows_the_user_of_its_own_pool) {
  const auto other = house->pool();
  const auto others_client = house->client(other)["ClientId"].get<std::string>();
  house->confirmed_user(
      other, "jane", kRight,
      {{{"Name", "name"}, {"Value", "Other Jane"}}, {{"Name", "nickname"}, {"Value", "J"}}});
  const auto others = house->tokens(others_client, "jane", kRight);
  const auto profile = get_user(others["AccessToken"]).body;
  EXPECT_EQ(profile["UserAttributes"].size(), 3U);
  EXPECT_EQ(get_user(tokens["AccessToken"]).body["UserAttributes"].size(), 1U);
}

ON_BOTH_ENGINES(AccessTokenTest);

}  // namespace
}  // namespace poolhouse::userpools
