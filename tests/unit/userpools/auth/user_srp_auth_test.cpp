// USER_SRP_AUTH and PASSWORD_VERIFIER through the dispatcher (reference 4.2 to 4.5, 5, 2.6).
#include "userpools/rules/secret_hash.h"
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

constexpr const char* kRight = "Correct-Horse-1";

class UserSrpAuthTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (!house) return;
    pool = house->pool({{"AliasAttributes", {"email"}}});
    client = house->client(pool)["ClientId"];
    hiding = house->client(pool, {{"PreventUserExistenceErrors", "ENABLED"}})["ClientId"];
    house->confirmed_user(pool, "jane", kRight,
                          {{{"Name", "email"}, {"Value", "jane@example.com"}},
                           {{"Name", "email_verified"}, {"Value", "true"}}});
  }
  Answer respond(const json& answer) { return house->call("RespondToAuthChallenge", answer); }
  void expect_wrong(const Answer& answer) {
    expect_refused(answer, "NotAuthorizedException", "Incorrect username or password.");
  }
  std::string pool;
  std::string client;
  std::string hiding;
};

TEST_P(UserSrpAuthTest, the_challenge_has_what_clients_need_and_no_session) {
  const auto exchange = house->start_srp(client, "jane", kRight, pool);
  const auto& body = exchange.challenge.body;
  EXPECT_EQ(body["ChallengeName"], "PASSWORD_VERIFIER");
  EXPECT_FALSE(body.contains("Session"));
  EXPECT_FALSE(body.contains("AuthenticationResult"));
  const auto& parameters = body["ChallengeParameters"];
  EXPECT_EQ(parameters.size(), 5U);
  EXPECT_EQ(parameters["USERNAME"], "jane");
  EXPECT_EQ(parameters["USER_ID_FOR_SRP"], "jane");
  const auto answer = respond(exchange.answer);
  EXPECT_TRUE(answer.body.contains("AuthenticationResult")) << answer.message;
  EXPECT_EQ(answer.body["ChallengeParameters"], json::object());
  EXPECT_EQ(house->triggers.take().back(), "PostAuthentication_Authentication");
}

TEST_P(UserSrpAuthTest, an_alias_signs_in_as_the_real_user) {
  auto exchange = house->start_srp(client, "jane@example.com", kRight, pool);
  EXPECT_EQ(exchange.challenge.body["ChallengeParameters"]["USER_ID_FOR_SRP"], "jane");
  EXPECT_EQ(respond(exchange.answer).status, 200);

  // Some clients answer with what was typed.
  exchange = house->start_srp(client, "jane@example.com", kRight, pool);
  exchange.answer["ChallengeResponses"]["USERNAME"] = "jane@example.com";
  EXPECT_EQ(respond(exchange.answer).status, 200);
}

TEST_P(UserSrpAuthTest, in_a_pool_of_emails_the_user_id_is_the_sub) {
  const auto emails = house->pool({{"UsernameAttributes", {"email"}}});
  const auto emails_client = house->client(emails)["ClientId"];
  house->confirmed_user(emails, "jane@example.com", kRight);
  const auto exchange = house->start_srp(emails_client, "jane@example.com", kRight, emails);
  EXPECT_EQ(exchange.challenge.body["ChallengeParameters"]["USER_ID_FOR_SRP"].get<std::string>().size(), 36U);
  EXPECT_EQ(respond(exchange.answer).status, 200);
}

TEST_P(UserSrpAuthTest, the_wrong_password_is_refused) {
  expect_wrong(house->srp_sign_in(client, "jane", "Wrong-Horse-1", pool));
  EXPECT_EQ(house->srp_sign_in(client, "jane", kRight, pool).status, 200);
}

TEST_P(UserSrpAuthTest, a_secret_block_is_good_for_one_answer) {
  const auto used = house->start_srp(client, "jane", kRight, pool);
  EXPECT_EQ(respond(used.answer).status, 200);
  expect_wrong(respond(used.answer));

  const auto failed = house->start_srp(client, "jane", kRight, pool);
  auto wrong = failed.answer;
  wrong["ChallengeResponses"]["PASSWORD_CLAIM_SIGNATURE"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  expect_wrong(respond(wrong));
  expect_wrong(respond(failed.answer));
}

TEST_P(UserSrpAuthTest, whatever_is_changed_on_the_way_is_refused) {
  struct Case {
    const char* what;
    const char* parameter;
    std::function<std::string(std::string)> change;
  };
  const auto flip = [](std::string text) {
    auto& middle = text[text.size() / 2];
    middle = middle == 'A' ? 'B' : 'A';
    return text;
  };
  const auto other = house->start_srp(client, "jane", kRight, pool).answer["ChallengeResponses"];
  const std::vector<Case> cases = {
      {"altered block", "PASSWORD_CLAIM_SECRET_BLOCK", flip},
      {"block of another exchange", "PASSWORD_CLAIM_SECRET_BLOCK",
       [&](const std::string&) { return other["PASSWORD_CLAIM_SECRET_BLOCK"].get<std::string>(); }},
      {"no block at all", "PASSWORD_CLAIM_SECRET_BLOCK", [](const std::string&) { return "garbage"; }},
      {"altered signature", "PASSWORD_CLAIM_SIGNATURE", flip},
      {"signature of another exchange", "PASSWORD_CLAIM_SIGNATURE",
       [&](const std::string&) { return other["PASSWORD_CLAIM_SIGNATURE"].get<std::string>(); }},
      {"no signature at all", "PASSWORD_CLAIM_SIGNATURE", [](const std::string&) { return "-"; }},
      {"altered timestamp", "TIMESTAMP",
       [&](const std::string&) { return srp_timestamp(house->clock.now() + std::chrono::seconds(1)); }},
      {"another user", "USERNAME", [](const std::string&) { return "john"; }},
  };
  house->confirmed_user(pool, "john", kRight);
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    auto exchange = house->start_srp(client, "jane", kRight, pool);
    auto& value = exchange.answer["ChallengeResponses"][c.parameter];
    value = c.change(value);
    expect_wrong(respond(exchange.answer));
    // Past the lock that these failures bring.
    house->clock.advance(std::chrono::minutes(16));
  }
}

TEST_P(UserSrpAuthTest, a_block_of_another_client_is_refused) {
  auto exchange = house->start_srp(client, "jane", kRight, pool);
  exchange.answer["ClientId"] = hiding;
  expect_wrong(respond(exchange.answer));
  exchange.answer["ClientId"] = client;
  EXPECT_EQ(respond(exchange.answer).status, 200);
}

TEST_P(UserSrpAuthTest, the_answer_must_come_soon) {
  auto late = house->start_srp(client, "jane", kRight, pool);
  house->clock.advance(std::chrono::minutes(3));
  expect_wrong(respond(late.answer));
  const auto in_time = house->start_srp(client, "jane", kRight, pool);
  house->clock.advance(std::chrono::minutes(3) - std::chrono::seconds(1));
  EXPECT_EQ(respond(in_time.answer).status, 200);
}

TEST_P(UserSrpAuthTest, a_timestamp_far_from_now_is_refused) {
  // A client whose AuthSessionValidity is longer than the tolerance.
  const auto patient = house->client(pool, {{"AuthSessionValidity", 15}})["ClientId"].get<std::string>();
  const auto old = house->start_srp(patient, "jane", kRight, pool);
  house->clock.advance(std::chrono::minutes(6));
  expect_wrong(respond(old.answer));
  const auto recent = house->start_srp(patient, "jane", kRight, pool);
  house->clock.advance(std::chrono::minutes(4));
  EXPECT_EQ(respond(recent.answer).status, 200);
}

TEST_P(UserSrpAuthTest, a_bad_request_is_refused_in_words) {
  const auto initiate = [&](const json& parameters) {
    return house->call("InitiateAuth",
                       {{"AuthFlow", "USER_SRP_AUTH"}, {"ClientId", client}, {"AuthParameters", parameters}});
  };
  const auto missing = [](const std::string& name) { return "Missing required parameter " + name; };
  expect_refused(initiate({{"SRP_A", "2a"}}), "InvalidParameterException", missing("USERNAME"));
  expect_refused(initiate({{"USERNAME", "jane"}}), "InvalidParameterException", missing("SRP_A"));
  for (const char* bad : {"0", "00", "xyz", "-1", " 2a"}) {
    SCOPED_TRACE(bad);
    EXPECT_EQ(initiate({{"USERNAME", "jane"}, {"SRP_A", bad}}).error, "InvalidParameterException");
  }
  for (const char* name :
       {"USERNAME", "PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP"}) {
    auto exchange = house->start_srp(client, "jane", kRight, pool);
    exchange.answer["ChallengeResponses"].erase(name);
    expect_refused(respond(exchange.answer), "InvalidParameterException", missing(name));
  }
  auto exchange = house->start_srp(client, "jane", kRight, pool);
  exchange.answer["ChallengeResponses"]["TIMESTAMP"] = "2026-09-01T07:05:09Z";
  expect_refused(respond(exchange.answer), "InvalidParameterException",
                 "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english");
}

TEST_P(UserSrpAuthTest, a_client_that_shows_existence_says_that_nobody_is_there) {
  expect_refused(house->start_srp(client, "nobody", kRight, pool).challenge, "UserNotFoundException",
                 "User does not exist.");
}

TEST_P(UserSrpAuthTest, a_client_that_hides_existence_shows_nobody_like_somebody) {
  const auto first = house->start_srp(hiding, "nobody", kRight, pool);
  const auto second = house->start_srp(hiding, "nobody", kRight, pool);
  const auto real = house->start_srp(hiding, "jane", kRight, pool);
  const auto& a = first.challenge.body["ChallengeParameters"];
  const auto& b = second.challenge.body["ChallengeParameters"];
  const auto& c = real.challenge.body["ChallengeParameters"];
  EXPECT_EQ(a["SALT"], b["SALT"]);
  EXPECT_EQ(a["USER_ID_FOR_SRP"], b["USER_ID_FOR_SRP"]);
  EXPECT_EQ(a["USER_ID_FOR_SRP"], "nobody");
  EXPECT_NE(a["SRP_B"], b["SRP_B"]);
  ASSERT_EQ(a.size(), c.size());
  for (const auto& [name, value] : c.items()) EXPECT_TRUE(a.contains(name)) << name;
  house->triggers.take();
  expect_wrong(respond(first.answer));
  EXPECT_EQ(house->triggers.take(), std::vector<std::string>({"PreAuthentication_Authentication"}));
  expect_wrong(respond(first.answer));

  const auto other = house->start_srp(hiding, "somebody", kRight, pool);
  EXPECT_NE(other.challenge.body["ChallengeParameters"]["SALT"], a["SALT"]);
  const auto other_pool = house->pool();
  const auto elsewhere = house->client(other_pool, {{"PreventUserExistenceErrors", "ENABLED"}})["ClientId"];
  EXPECT_NE(
      house->start_srp(elsewhere, "nobody", kRight, other_pool).challenge.body["ChallengeParameters"]["SALT"],
      a["SALT"]);
}

TEST_P(UserSrpAuthTest, where_case_does_not_matter_it_does_not_tell_nobody_from_somebody) {
  const auto insensitive = house->pool({{"UsernameConfiguration", {{"CaseSensitive", false}}}});
  const auto asking = house->client(insensitive, {{"PreventUserExistenceErrors", "ENABLED"}})["ClientId"];
  house->confirmed_user(insensitive, "jane", kRight);
  const auto shown = [&](const char* name) {
    const auto parameters =
        house->start_srp(asking, name, kRight, insensitive).challenge.body["ChallengeParameters"];
    return std::pair(parameters["SALT"], parameters["USER_ID_FOR_SRP"]);
  };
  EXPECT_EQ(shown("jane"), shown("JANE"));
  EXPECT_EQ(shown("nobody"), shown("NOBODY"));
}

TEST_P(UserSrpAuthTest, a_password_changed_meanwhile_is_noticed) {
  const auto exchange = house->start_srp(client, "jane", kRight, pool);
  house->must(
      "AdminSetUserPassword",
      {{"UserPoolId", pool}, {"Username", "jane"}, {"Password", "Another-Horse-1"}, {"Permanent", true}});
  expect_wrong(respond(exchange.answer));
}

TEST_P(UserSrpAuthTest, a_client_that_may_not_use_it_any_more_does_not_finish_it) {
  const auto started = house->start_srp(client, "jane", kRight, pool);
  house->must(
      "UpdateUserPoolClient",
      {{"UserPoolId", pool}, {"ClientId", client}, {"ExplicitAuthFlows", {"ALLOW_USER_PASSWORD_AUTH"}}});
  expect_refused(house->call("RespondToAuthChallenge", started.answer), "InvalidParameterException",
                 "USER_SRP_AUTH flow not enabled for this client");
}

TEST_P(UserSrpAuthTest, a_client_with_a_secret_proves_it_in_both_steps) {
  const auto confidential = house->client(pool, {{"GenerateSecret", true}});
  const std::string id = confidential["ClientId"];
  const std::string secret = confidential["ClientSecret"];
  EXPECT_EQ(respond(house->start_srp(id, "jane@example.com", kRight, pool, secret).answer).status, 200);

  expect_refused(house->start_srp(id, "jane", kRight, pool).challenge, "NotAuthorizedException",
                 "Client " + id + " is configured with secret but SECRET_HASH was not received");
  auto exchange = house->start_srp(id, "jane", kRight, pool, secret);
  auto& responses = exchange.answer["ChallengeResponses"];
  responses["SECRET_HASH"] = secret_hash("john", ClientId(id), Secret(secret));
  expect_refused(respond(exchange.answer), "NotAuthorizedException",
                 "Unable to verify secret hash for client " + id);
  responses.erase("SECRET_HASH");
  expect_refused(respond(exchange.answer), "NotAuthorizedException",
                 "Client " + id + " is configured with secret but SECRET_HASH was not received");
  responses["SECRET_HASH"] = secret_hash("jane", ClientId(id), Secret(secret));
  EXPECT_EQ(respond(exchange.answer).status, 200);
}

TEST_P(UserSrpAuthTest, a_pool_of_password_hashes_refuses_srp_and_takes_passwords) {
  const auto hashes = house->pool({{"UserPoolTags", {{"poolhouse:password-storage", "argon2id"}}}});
  const auto hashes_client = house->client(hashes)["ClientId"];
  house->confirmed_user(hashes, "jane", kRight);
  expect_refused(house->start_srp(hashes_client, "jane", kRight, hashes).challenge,
                 "InvalidParameterException", "USER_SRP_AUTH flow not enabled for this client");
  EXPECT_TRUE(house->password_sign_in(hashes_client, "jane", kRight).body.contains("AuthenticationResult"));
  expect_wrong(house->password_sign_in(hashes_client, "jane", "Wrong-Horse-1"));
}

ON_BOTH_ENGINES(UserSrpAuthTest);

}  // namespace
}  // namespace poolhouse::userpools
