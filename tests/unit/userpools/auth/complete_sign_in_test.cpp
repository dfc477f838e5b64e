// What happens between the right password and the tokens (reference 4.3, 9.1 to 9.4).
#include "crypto/encoding.h"
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

constexpr const char* kRight = "Correct-Horse-1";

class CompleteSignInTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (!house) return;
    pool = house->pool();
    client = house->client(pool)["ClientId"];
    house->confirmed_user(pool, "jane", kRight,
                          {{{"Name", "email"}, {"Value", "jane@example.com"}},
                           {{"Name", "email_verified"}, {"Value", "true"}},
                           {{"Name", "name"}, {"Value", "Jane"}}});
  }
  json named() { return {{"UserPoolId", pool}, {"Username", "jane"}}; }
  // The header of a token.
  static std::string header(const json& token) {
    const auto text = token.get<std::string>();
    return crypto::from_base64url(std::string_view(text).substr(0, text.find('.'))).value_or("");
  }
  std::string pool;
  std::string client;
};

TEST_P(CompleteSignInTest, the_id_token_says_who_the_user_is) {
  const auto now = to_epoch_seconds(house->clock.now());
  const auto tokens = house->tokens(client, "jane", kRight);
  const auto claims = TestHouse::claims(tokens["IdToken"]);
  EXPECT_EQ(claims["sub"].get<std::string>().size(), 36U);
  EXPECT_EQ(claims["iss"], "http://localhost:9229/" + pool);
  EXPECT_EQ(claims["aud"], client);
  EXPECT_EQ(claims["token_use"], "id");
  EXPECT_EQ(claims["cognito:username"], "jane");
  EXPECT_EQ(claims["auth_time"], now);
  EXPECT_EQ(claims["iat"], now);
  EXPECT_EQ(claims["exp"], now + 3600);
  EXPECT_EQ(claims["email"], "jane@example.com");
  EXPECT_EQ(claims["email_verified"], true);
  EXPECT_EQ(claims["name"], "Jane");
  for (const char* uuid : {"event_id", "origin_jti", "jti"})
    EXPECT_EQ(claims[uuid].get<std::string>().size(), 36U) << uuid;
  for (const char* absent : {"client_id", "scope", "username", "cognito:groups", "phone_number", "nonce"})
    EXPECT_FALSE(claims.contains(absent)) << absent;
}

TEST_P(CompleteSignInTest, the_access_token_says_what_it_is_for) {
  const auto now = to_epoch_seconds(house->clock.now());
  const auto tokens = house->tokens(client, "jane", kRight);
  const auto claims = TestHouse::claims(tokens["AccessToken"]);
  const auto id = TestHouse::claims(tokens["IdToken"]);
  EXPECT_EQ(claims["client_id"], client);
  EXPECT_EQ(claims["token_use"], "access");
  EXPECT_EQ(claims["scope"], "aws.cognito.signin.user.admin");
  EXPECT_EQ(claims["username"], "jane");
  EXPECT_EQ(claims["auth_time"], now);
  EXPECT_EQ(claims["exp"], now + 3600);
  for (const char* same : {"sub", "iss", "event_id", "origin_jti", "auth_time"})
    EXPECT_EQ(claims[same], id[same]) << same;
  EXPECT_NE(claims["jti"], id["jti"]);
  for (const char* absent : {"aud", "email", "cognito:username", "version", "device_key", "cognito:groups"})
    EXPECT_FALSE(claims.contains(absent)) << absent;
}

TEST_P(CompleteSignInTest, two_keys_sign_and_the_header_is_the_services) {
  const auto tokens = house->tokens(client, "jane", kRight);
  const auto id = header(tokens["IdToken"]);
  const auto access = header(tokens["AccessToken"]);
  EXPECT_NE(id, access);
  for (const auto& text : {id, access}) {
    EXPECT_TRUE(text.starts_with(R"({"kid":")")) << text;
    EXPECT_TRUE(text.ends_with(R"(=","alg":"RS256"})")) << text;
  }
}

TEST_P(CompleteSignInTest, a_client_sees_only_what_it_may_read_and_for_as_long_as_it_says) {
  const auto narrow =
      house
          ->client(pool,
                   {{"ReadAttributes", {"name"}},
                    {"AccessTokenValidity", 10},
                    {"IdTokenValidity", 20},
                    {"TokenValidityUnits", {{"AccessToken", "minutes"}, {"IdToken", "minutes"}}}})["ClientId"]
          .get<std::string>();
  const auto tokens = house->tokens(narrow, "jane", kRight);
  EXPECT_EQ(tokens["ExpiresIn"], 600);
  const auto id = TestHouse::claims(tokens["IdToken"]);
  EXPECT_EQ(id["exp"].get<int>() - id["iat"].get<int>(), 1200);
  EXPECT_EQ(id["name"], "Jane");
  EXPECT_FALSE(id.contains("email"));
  EXPECT_FALSE(id.contains("email_verified"));
  const auto profile = house->must("GetUser", {{"AccessToken", tokens["AccessToken"]}});
  EXPECT_EQ(profile["UserAttributes"].size(), 2U);
}

TEST_P(CompleteSignInTest, without_revocation_the_tokens_have_no_ids_and_still_work) {
  const auto plain = house->client(pool, {{"EnableTokenRevocation", false}})["ClientId"].get<std::string>();
  const auto tokens = house->tokens(plain, "jane", kRight);
  for (const char* token : {"IdToken", "AccessToken"}) {
    const auto claims = TestHouse::claims(tokens[token]);
    EXPECT_FALSE(claims.contains("jti"));
    EXPECT_FALSE(claims.contains("origin_jti"));
    EXPECT_TRUE(claims.contains("event_id"));
  }
  EXPECT_EQ(house->call("GetUser", {{"AccessToken", tokens["AccessToken"]}}).status, 200);
}

TEST_P(CompleteSignInTest, a_user_who_changes_while_signing_in_is_not_signed_in) {
  struct Case {
    const char* what;
    const char* operation;
    json more;
    const char* message;
  };
  const std::vector<Case> cases = {
      {"disabled", "AdminDisableUser", json::object(), "User is disabled."},
      {"another password",
       "AdminSetUserPassword",
       {{"Password", "Another-Horse-1"}, {"Permanent", true}},
       "Incorrect username or password."},
      {"temporary password",
       "AdminSetUserPassword",
       {{"Password", kRight}, {"Permanent", false}},
       "Incorrect username or password."},
      {"deleted", "AdminDeleteUser", json::object(), "Incorrect username or password."},
  };
  for (const bool srp : {false, true}) {
    for (const auto& c : cases) {
      SCOPED_TRACE(c.what);
      house->call("AdminDeleteUser", named());
      house->confirmed_user(pool, "jane", kRight);
      auto request = named();
      request.update(c.more);
      house->triggers.during("TokenGeneration_Authentication", [&] { house->must(c.operation, request); });
      expect_refused(srp ? house->srp_sign_in(client, "jane", kRight, pool)
                         : house->password_sign_in(client, "jane", kRight),
                     "NotAuthorizedException", c.message);
    }
  }
}

TEST_P(CompleteSignInTest, another_users_change_disturbs_nobody) {
  house->confirmed_user(pool, "john", kRight);
  house->triggers.during("TokenGeneration_Authentication", [&] {
    house->must("AdminDisableUser", {{"UserPoolId", pool}, {"Username", "john"}});
  });
  EXPECT_EQ(house->password_sign_in(client, "jane", kRight).status, 200);
}

ON_BOTH_ENGINES(CompleteSignInTest);

}  // namespace
}  // namespace poolhouse::userpools
