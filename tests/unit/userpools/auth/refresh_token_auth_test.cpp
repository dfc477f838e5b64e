// REFRESH_TOKEN_AUTH, REFRESH_TOKEN and GetTokensFromRefreshToken through the dispatcher (reference 4.8).
#include "userpools/rules/secret_hash.h"
#include "userpools/test_house.h"
#include "userpools/tokens/token_family.h"

namespace poolhouse::userpools {
namespace {

constexpr const char* kRight = "Correct-Horse-1";

class RefreshTokenAuthTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (!house) return;
    pool = house->pool();
    client = house->client(pool)["ClientId"];
    house->confirmed_user(pool, "jane", kRight);
  }
  std::string rotating(int grace_seconds = 0) {
    return house->client(
        pool, {{"ExplicitAuthFlows", {"ALLOW_USER_PASSWORD_AUTH"}},
               {"RefreshTokenRotation",
                {{"Feature", "ENABLED"}, {"RetryGracePeriodSeconds", grace_seconds}}}})["ClientId"];
  }
  Answer initiate(const std::string& client_id, const json& token, const char* flow = "REFRESH_TOKEN_AUTH") {
    return house->call(
        "InitiateAuth",
        {{"AuthFlow", flow}, {"ClientId", client_id}, {"AuthParameters", {{"REFRESH_TOKEN", token}}}});
  }
  Answer get(const std::string& client_id, const json& token) {
    return house->call("GetTokensFromRefreshToken", {{"ClientId", client_id}, {"RefreshToken", token}});
  }
  json signed_in(const std::string& client_id) { return house->tokens(client_id, "jane", kRight); }
  // Both forms answer alike.
  void expect_both_refused(const std::string& client_id, const json& token, const char* message) {
    expect_refused(initiate(client_id, token), "NotAuthorizedException", message);
    expect_refused(get(client_id, token), "NotAuthorizedException", message);
  }
  std::string pool;
  std::string client;
};

TEST_P(RefreshTokenAuthTest, new_tokens_of_the_same_sign_in_and_no_refresh_token) {
  const auto before = signed_in(client);
  const auto id_before = TestHouse::claims(before["IdToken"]);
  house->clock.advance(std::chrono::minutes(30));
  house->triggers.take();
  const auto first = initiate(client, before["RefreshToken"]);
  EXPECT_EQ(first.body["ChallengeParameters"], json::object());
  const auto second = initiate(client, before["RefreshToken"], "REFRESH_TOKEN");
  const auto third = get(client, before["RefreshToken"]);
  EXPECT_FALSE(third.body.contains("ChallengeParameters"));
  EXPECT_EQ(house->triggers.take(), std::vector<std::string>(3, "TokenGeneration_RefreshTokens"));
  for (const auto& answer : {first, second, third}) {
    ASSERT_EQ(answer.status, 200) << answer.message;
    const auto& tokens = answer.body["AuthenticationResult"];
    EXPECT_FALSE(tokens.contains("RefreshToken"));
    EXPECT_EQ(tokens["TokenType"], "Bearer");
    EXPECT_EQ(tokens["ExpiresIn"], 3600);
    const auto id = TestHouse::claims(tokens["IdToken"]);
    for (const char* same : {"sub", "auth_time", "origin_jti", "aud", "iss"})
      EXPECT_EQ(id[same], id_before[same]) << same;
    for (const char* new_one : {"jti", "event_id"}) EXPECT_NE(id[new_one], id_before[new_one]) << new_one;
    EXPECT_EQ(id["iat"].get<int>(), id_before["iat"].get<int>() + 1800);
    EXPECT_EQ(house->call("GetUser", {{"AccessToken", tokens["AccessToken"]}}).status, 200);
  }
}

TEST_P(RefreshTokenAuthTest, administrators_refresh_too) {
  const auto tokens = signed_in(client);
  const auto answer =
      house->call("AdminInitiateAuth", {{"AuthFlow", "REFRESH_TOKEN_AUTH"},
                                        {"UserPoolId", pool},
                                        {"ClientId", client},
                                        {"AuthParameters", {{"REFRESH_TOKEN", tokens["RefreshToken"]}}}});
  EXPECT_TRUE(answer.body.contains("AuthenticationResult")) << answer.message;
}

TEST_P(RefreshTokenAuthTest, what_is_no_refresh_token_of_the_client_is_refused) {
  const auto tokens = signed_in(client);
  const auto other = house->client(pool)["ClientId"].get<std::string>();
  const auto other_pool = house->pool();
  const auto elsewhere = house->client(other_pool)["ClientId"].get<std::string>();
  auto tampered = tokens["RefreshToken"].get<std::string>();
  auto& middle = tampered[tampered.size() / 2];
  middle = middle == 'A' ? 'B' : 'A';
  expect_both_refused(client, "garbage", "Invalid Refresh Token.");
  expect_both_refused(client, tampered, "Invalid Refresh Token.");
  expect_both_refused(client, tokens["IdToken"], "Invalid Refresh Token.");
  expect_both_refused(client, tokens["AccessToken"], "Invalid Refresh Token.");
  expect_both_refused(other, tokens["RefreshToken"], "Invalid Refresh Token.");
  expect_both_refused(elsewhere, tokens["RefreshToken"], "Invalid Refresh Token.");
  expect_refused(house->call("InitiateAuth", {{"AuthFlow", "REFRESH_TOKEN_AUTH"},
                                              {"ClientId", client},
                                              {"AuthParameters", json::object()}}),
                 "InvalidParameterException", "Missing required parameter REFRESH_TOKEN");
  EXPECT_EQ(get(client, tokens["RefreshToken"]).status, 200);
}

TEST_P(RefreshTokenAuthTest, a_refresh_token_expires_when_the_client_says) {
  const auto brief = house
                         ->client(pool, {{"RefreshTokenValidity", 60},
                                         {"TokenValidityUnits", {{"RefreshToken", "minutes"}}}})["ClientId"]
                         .get<std::string>();
  const auto tokens = signed_in(brief);
  const auto usual = signed_in(client);
  house->clock.advance(std::chrono::hours(1) - std::chrono::seconds(1));
  EXPECT_EQ(get(brief, tokens["RefreshToken"]).status, 200);
  house->clock.advance(std::chrono::seconds(1));
  expect_both_refused(brief, tokens["RefreshToken"], "Refresh Token has expired");
  house->clock.advance(std::chrono::days(30) - std::chrono::hours(1) - std::chrono::seconds(1));
  EXPECT_EQ(get(client, usual["RefreshToken"]).status, 200);
  house->clock.advance(std::chrono::seconds(1));
  expect_both_refused(client, usual["RefreshToken"], "Refresh Token has expired");
}

TEST_P(RefreshTokenAuthTest, a_user_who_is_gone_or_disabled_refreshes_nothing) {
  const auto tokens = signed_in(client);
  house->must("AdminDisableUser", {{"UserPoolId", pool}, {"Username", "jane"}});
  expect_both_refused(client, tokens["RefreshToken"], "User is disabled.");
  house->must("AdminEnableUser", {{"UserPoolId", pool}, {"Username", "jane"}});
  expect_both_refused(client, tokens["RefreshToken"], "Refresh Token has been revoked");
  const auto again = signed_in(client);
  house->must("AdminDeleteUser", {{"UserPoolId", pool}, {"Username", "jane"}});
  expect_both_refused(client, again["RefreshToken"], "Refresh Token has been revoked");
}

TEST_P(RefreshTokenAuthTest, the_secret_is_proved_over_the_real_name_or_sent_itself) {
  const auto emails = house->pool({{"UsernameAttributes", {"email"}}});
  const auto confidential = house->client(emails, {{"GenerateSecret", true}});
  const std::string id = confidential["ClientId"];
  const Secret secret(confidential["ClientSecret"].get<std::string>());
  house->confirmed_user(emails, "jane@example.com", kRight);
  const auto hash = [&](const std::string& name) { return secret_hash(name, ClientId(id), secret); };
  const auto answer = house->call("InitiateAuth", {{"AuthFlow", "USER_PASSWORD_AUTH"},
                                                   {"ClientId", id},
                                                   {"AuthParameters",
                                                    {{"USERNAME", "jane@example.com"},
                                                     {"PASSWORD", kRight},
                                                     {"SECRET_HASH", hash("jane@example.com")}}}});
  const auto tokens = answer.body["AuthenticationResult"];
  const std::string sub = TestHouse::claims(tokens["IdToken"])["sub"];
  const auto refresh = [&](const json& given_hash) {
    json parameters = {{"REFRESH_TOKEN", tokens["RefreshToken"]}};
    if (!given_hash.is_null()) parameters["SECRET_HASH"] = given_hash;
    return house->call(
        "InitiateAuth",
        {{"AuthFlow", "REFRESH_TOKEN_AUTH"}, {"ClientId", id}, {"AuthParameters", parameters}});
  };
  EXPECT_EQ(refresh(hash(sub)).status, 200);
  expect_refused(refresh(hash("jane@example.com")), "NotAuthorizedException",
                 "Unable to verify secret hash for client " + id);
  expect_refused(refresh(nullptr), "NotAuthorizedException",
                 "Client " + id + " is configured with secret but SECRET_HASH was not received");

  const auto with_secret = [&](const json& given) {
    json request = {{"ClientId", id}, {"RefreshToken", tokens["RefreshToken"]}};
    if (!given.is_null()) request["ClientSecret"] = given;
    return house->call("GetTokensFromRefreshToken", request);
  };
  EXPECT_EQ(with_secret(secret.reveal()).status, 200);
  expect_refused(with_secret("0123456789012345678901234567890123456789"), "NotAuthorizedException",
                 "Unable to verify secret hash for client " + id);
  expect_refused(with_secret(nullptr), "NotAuthorizedException",
                 "Client " + id + " is configured for secret but secret was not received");
}

TEST_P(RefreshTokenAuthTest, the_old_form_is_closed_to_clients_that_rotate) {
  const auto id = rotating();
  const auto tokens = signed_in(id);
  expect_refused(initiate(id, tokens["RefreshToken"]), "NotAuthorizedException", "Invalid Refresh Token.");
  EXPECT_EQ(get(id, tokens["RefreshToken"]).status, 200);
}

TEST_P(RefreshTokenAuthTest, a_client_without_the_flow_is_told_so_and_refreshes_by_the_new_form) {
  const std::string id =
      house->client(pool, {{"ExplicitAuthFlows", {"ALLOW_USER_PASSWORD_AUTH"}}})["ClientId"];
  const auto tokens = signed_in(id);
  expect_refused(initiate(id, tokens["RefreshToken"]), "InvalidParameterException",
                 "REFRESH_TOKEN_AUTH flow not enabled for this client");
  EXPECT_EQ(get(id, tokens["RefreshToken"]).status, 200);
}

TEST_P(RefreshTokenAuthTest, rotation_gives_a_new_token_for_the_time_that_is_left) {
  const auto id = rotating();
  const auto first = signed_in(id)["RefreshToken"];
  house->clock.advance(std::chrono::days(29));
  const auto second = get(id, first).body["AuthenticationResult"]["RefreshToken"];
  ASSERT_TRUE(second.is_string());
  EXPECT_NE(second, first);
  house->clock.advance(std::chrono::hours(24) - std::chrono::seconds(1));
  const auto third = get(id, second).body["AuthenticationResult"]["RefreshToken"];
  house->clock.advance(std::chrono::seconds(1));
  expect_refused(get(id, third), "NotAuthorizedException", "Refresh Token has expired");
}

TEST_P(RefreshTokenAuthTest, a_token_used_twice_ends_the_sign_in_and_no_other) {
  const auto id = rotating();
  const auto elsewhere = signed_in(id);
  const auto first = signed_in(id)["RefreshToken"];
  const auto second = get(id, first).body["AuthenticationResult"];
  EXPECT_EQ(get(id, first).error, "RefreshTokenReuseException");
  expect_refused(get(id, second["RefreshToken"]), "NotAuthorizedException", "Refresh Token has been revoked");
  expect_refused(get(id, first), "NotAuthorizedException", "Refresh Token has been revoked");
  expect_refused(house->call("GetUser", {{"AccessToken", second["AccessToken"]}}), "NotAuthorizedException",
                 "Access Token has been revoked");
  EXPECT_EQ(get(id, elsewhere["RefreshToken"]).status, 200);
}

TEST_P(RefreshTokenAuthTest, the_grace_period_forgives_a_lost_answer) {
  const auto id = rotating(30);
  const auto first = signed_in(id)["RefreshToken"];
  const auto lost = get(id, first).body["AuthenticationResult"]["RefreshToken"];
  house->clock.advance(std::chrono::seconds(29));
  const auto second = get(id, first).body["AuthenticationResult"]["RefreshToken"];
  ASSERT_TRUE(second.is_string());
  // Both answers' tokens are good, for as long as nobody uses them.
  house->clock.advance(std::chrono::hours(1));
  EXPECT_EQ(get(id, second).status, 200);
  house->clock.advance(std::chrono::hours(1));
  const auto third = get(id, lost).body["AuthenticationResult"]["RefreshToken"];
  ASSERT_TRUE(third.is_string());
  EXPECT_EQ(get(id, first).error, "RefreshTokenReuseException");
  expect_refused(get(id, third), "NotAuthorizedException", "Refresh Token has been revoked");

  const auto other = signed_in(id)["RefreshToken"];
  EXPECT_EQ(get(id, other).status, 200);
  house->clock.advance(std::chrono::seconds(30));
  EXPECT_EQ(get(id, other).error, "RefreshTokenReuseException");
}

TEST_P(RefreshTokenAuthTest, a_node_whose_clock_lags_honours_nothing_again) {
  if (GetParam() == store::Engine::sqlite) GTEST_SKIP() << "an SQLite file has one node";
  const auto id = rotating();
  TestHouse other(*house);
  other.clock.advance(house->clock.now() - other.clock.now() - std::chrono::seconds(3));
  const auto first = signed_in(id)["RefreshToken"];
  const auto second = get(id, first).body["AuthenticationResult"]["RefreshToken"];
  const auto there = [&](const json& token) {
    return other.call("GetTokensFromRefreshToken", {{"ClientId", id}, {"RefreshToken", token}});
  };
  const auto third = there(second).body["AuthenticationResult"]["RefreshToken"];
  ASSERT_TRUE(third.is_string()) << "a token is good on every node";
  const auto fourth = get(id, third).body["AuthenticationResult"]["RefreshToken"];
  EXPECT_EQ(there(third).error, "RefreshTokenReuseException");
  EXPECT_EQ(get(id, fourth).message, "Refresh Token has been revoked");
}

TEST_P(RefreshTokenAuthTest, what_was_rotated_out_stays_so_when_rotation_is_turned_off) {
  const auto id = rotating();
  const auto first = signed_in(id)["RefreshToken"];
  const auto second = get(id, first).body["AuthenticationResult"]["RefreshToken"];
  const auto third = get(id, second).body["AuthenticationResult"]["RefreshToken"];
  house->must("UpdateUserPoolClient",
              {{"UserPoolId", pool},
               {"ClientId", id},
               {"ExplicitAuthFlows", {"ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}}});
  expect_both_refused(id, first, "Refresh Token has been revoked");
  expect_both_refused(id, second, "Refresh Token has been revoked");
  EXPECT_EQ(get(id, third).status, 200);
  EXPECT_EQ(initiate(id, third).status, 200);
}

TEST_P(RefreshTokenAuthTest, a_refresh_that_was_refused_does_not_use_the_token_up) {
  const auto id = rotating();
  const auto first = signed_in(id)["RefreshToken"];
  house->triggers.during("TokenGeneration_RefreshTokens", [] { throw std::runtime_error("no function"); });
  EXPECT_EQ(get(id, first).status, 500);
  EXPECT_EQ(get(id, first).status, 200);
}

TEST_P(RefreshTokenAuthTest, a_sign_in_revoked_meanwhile_is_not_rotated) {
  const auto id = rotating();
  const auto first = signed_in(id)["RefreshToken"];
  house->triggers.during("TokenGeneration_RefreshTokens", [&] {
    house->must("AdminUserGlobalSignOut", {{"UserPoolId", pool}, {"Username", "jane"}});
  });
  expect_refused(get(id, first), "NotAuthorizedException", "Refresh Token has been revoked");
}

// An access token that was made by the last refresh outlives the refresh token.
TEST_P(RefreshTokenAuthTest, what_is_given_out_last_is_good_for_all_of_its_time) {
  const std::string id = house->client(
      pool, {{"RefreshTokenValidity", 60},
             {"AccessTokenValidity", 30},
             {"TokenValidityUnits", {{"RefreshToken", "minutes"}, {"AccessToken", "minutes"}}}})["ClientId"];
  const auto first = signed_in(id)["RefreshToken"];
  house->clock.advance(std::chrono::minutes(59));
  const auto last = get(id, first).body["AuthenticationResult"]["AccessToken"];
  house->clock.advance(std::chrono::minutes(29));
  store::write(house->store(), [&](store::Connection& db) {
    (void)delete_expired_token_families(db, house->clock.now(), 100);
  });
  EXPECT_EQ(house->call("GetUser", {{"AccessToken", last}}).status, 200);
}

ON_BOTH_ENGINES(RefreshTokenAuthTest);

}  // namespace
}  // namespace poolhouse::userpools
