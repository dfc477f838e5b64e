// SignUp and ConfirmSignUp through the dispatcher (reference 3.4, 3.5, 12.3).
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

class SignUpTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (!house) return;
    pool = house->pool({{"AutoVerifiedAttributes", {"email"}}});
    client = house->client(pool)["ClientId"];
  }
  json request(const std::string& username = "jane", const std::string& password = "Correct-Horse-1") {
    return {{"ClientId", client},
            {"Username", username},
            {"Password", password},
            {"UserAttributes", {{{"Name", "email"}, {"Value", username + "@example.com"}}}}};
  }
  Answer confirm(const std::string& code, const std::string& username = "jane") {
    return house->call("ConfirmSignUp",
                       {{"ClientId", client}, {"Username", username}, {"ConfirmationCode", code}});
  }
  std::string pool;
  std::string client;
};

TEST_P(SignUpTest, a_new_user_is_unconfirmed_and_is_sent_a_code) {
  const auto answer = house->must("SignUp", request());
  EXPECT_EQ(answer["UserConfirmed"], false);
  EXPECT_EQ(answer["UserSub"].get<std::string>().size(), 36U);
  EXPECT_EQ(answer["CodeDeliveryDetails"],
            json({{"AttributeName", "email"}, {"DeliveryMedium", "EMAIL"}, {"Destination", "j***@e***"}}));
  EXPECT_EQ(house->code_sent_to("jane@example.com").size(), 6U);
  expect_refused(house->password_sign_in(client, "jane", "Correct-Horse-1"), "UserNotConfirmedException",
                 "User is not confirmed.");
}

TEST_P(SignUpTest, the_code_confirms_the_user_who_can_then_sign_in) {
  house->must("SignUp", request());
  EXPECT_EQ(confirm(house->code_sent_to("jane@example.com")).body, json::object());
  const auto signed_in = house->srp_sign_in(client, "jane", "Correct-Horse-1", pool);
  ASSERT_EQ(signed_in.status, 200) << signed_in.message;
  const auto tokens = signed_in.body["AuthenticationResult"];
  EXPECT_EQ(signed_in.body["ChallengeParameters"], json::object());
  EXPECT_EQ(tokens["TokenType"], "Bearer");
  EXPECT_EQ(tokens["ExpiresIn"], 3600);
  const auto id = TestHouse::claims(tokens["IdToken"]);
  EXPECT_EQ(id["email"], "jane@example.com");
  EXPECT_EQ(id["email_verified"], true);
  EXPECT_EQ(id["cognito:username"], "jane");
  EXPECT_EQ(id["aud"], client);
  EXPECT_EQ(id["iss"], "http://localhost:9229/" + pool);

  const auto profile = house->must("GetUser", {{"AccessToken", tokens["AccessToken"]}});
  EXPECT_EQ(profile["Username"], "jane");
}

TEST_P(SignUpTest, a_code_is_used_once) {
  house->must("SignUp", request());
  const auto code = house->code_sent_to("jane@example.com");
  EXPECT_EQ(confirm(code).status, 200);
  expect_refused(confirm(code), "NotAuthorizedException",
                 "User cannot be confirmed. Current status is CONFIRMED");
}

TEST_P(SignUpTest, a_wrong_code_is_refused_and_the_right_one_still_works) {
  house->must("SignUp", request());
  const auto code = house->code_sent_to("jane@example.com");
  expect_refused(confirm(code == "000000" ? "000001" : "000000"), "CodeMismatchException",
                 "Invalid verification code provided, please try again.");
  EXPECT_EQ(confirm(code).status, 200);
}

TEST_P(SignUpTest, a_code_expires_after_a_day) {
  house->must("SignUp", request());
  const auto code = house->code_sent_to("jane@example.com");
  house->clock.advance(std::chrono::hours(24));
  expect_refused(confirm(code), "ExpiredCodeException",
                 "Invalid code provided, please request a code again.");
}

TEST_P(SignUpTest, fifteen_codes_may_be_tried_an_hour) {
  house->must("SignUp", request());
  const auto code = house->code_sent_to("jane@example.com");
  const std::string wrong = code == "000000" ? "000001" : "000000";
  for (int i = 0; i < 15; ++i) EXPECT_EQ(confirm(wrong).error, "CodeMismatchException") << i;
  expect_refused(confirm(code), "LimitExceededException",
                 "Attempt limit exceeded, please try after some time.");
  house->clock.advance(std::chrono::hours(1));
  EXPECT_EQ(confirm(code).status, 200);
}

// Anybody can sign up for somebody's address as often as they like.
TEST_P(SignUpTest, a_hundred_codes_may_be_tried_a_day_for_one_address) {
  const auto sign_up = [&](const std::string& username) {
    auto of_jane = request(username);
    of_jane["UserAttributes"] = {{{"Name", "email"}, {"Value", "jane@example.com"}}};
    house->must("SignUp", of_jane);
  };
  for (int guess = 0; guess < 100; ++guess) {
    const auto username = "user" + std::to_string(guess / 10);
    if (guess % 10 == 0) sign_up(username);
    ASSERT_EQ(confirm("no-code", username).error, "CodeMismatchException") << guess;
  }
  house->clock.advance(std::chrono::seconds(1));
  sign_up("jane");
  expect_refused(confirm(house->code_sent_to("jane@example.com")), "LimitExceededException",
                 "Attempt limit exceeded, please try after some time.");
  house->clock.advance(std::chrono::hours(24));
  sign_up("june");
  EXPECT_EQ(confirm(house->code_sent_to("jane@example.com"), "june").status, 200);
}

TEST_P(SignUpTest, who_loses_an_alias_was_modified_then) {
  pool = house->pool({{"AutoVerifiedAttributes", {"email"}}, {"AliasAttributes", {"email"}}});
  client = house->client(pool)["ClientId"];
  for (const char* username : {"first", "second"}) {
    house->clock.advance(std::chrono::seconds(1));
    auto of_jane = request(username);
    of_jane["UserAttributes"] = {{{"Name", "email"}, {"Value", "jane@example.com"}}};
    house->must("SignUp", of_jane);
    house->must("ConfirmSignUp", {{"ClientId", client},
                                  {"Username", username},
                                  {"ConfirmationCode", house->code_sent_to("jane@example.com")},
                                  {"ForceAliasCreation", true}});
  }
  const auto now = static_cast<double>(to_epoch_ms(house->clock.now())) / 1000;
  const auto loser = house->must("AdminGetUser", {{"UserPoolId", pool}, {"Username", "first"}});
  EXPECT_EQ(loser["UserLastModifiedDate"].get<double>(), now);
  EXPECT_NE(
      std::ranges::find(loser["UserAttributes"], json({{"Name", "email_verified"}, {"Value", "false"}})),
      loser["UserAttributes"].end());
}

TEST_P(SignUpTest, bad_input_is_refused_in_the_order_of_the_service_and_changes_nothing) {
  house->must("SignUp", request("taken"));
  struct Case {
    const char* what;
    json request;
    const char* error;
    const char* message;
  };
  auto with = [&](const char* member, const json& value) {
    auto changed = request();
    changed[member] = value;
    return changed;
  };
  const std::vector<Case> cases = {
      {"unknown client", with("ClientId", "nobody"), "ResourceNotFoundException",
       "User pool client nobody does not exist."},
      {"short password", with("Password", "Sh0rt-"), "InvalidPasswordException",
       "Password did not conform with policy: Password not long enough"},
      {"no upper case", with("Password", "correct-horse-1"), "InvalidPasswordException",
       "Password did not conform with policy: Password must have uppercase characters"},
      {"unknown attribute", with("UserAttributes", {{{"Name", "custom:x"}, {"Value", "1"}}}),
       "InvalidParameterException",
       "Attributes did not conform to the schema: custom:x: Attribute does not exist in the schema.\n"},
      {"bad e-mail", with("UserAttributes", {{{"Name", "email"}, {"Value", "nowhere"}}}),
       "InvalidParameterException", "Invalid email address format."},
      {"verified flag", with("UserAttributes", {{{"Name", "email_verified"}, {"Value", "true"}}}),
       "NotAuthorizedException", "A client attempted to write unauthorized attribute"},
      {"taken name", request("taken"), "UsernameExistsException", "User already exists"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    expect_refused(house->call("SignUp", c.request), c.error, c.message);
  }
  EXPECT_EQ(house->messages_sent_to("jane@example.com"), 0U);
}

ON_BOTH_ENGINES(SignUpTest);

}  // namespace
}  // namespace poolhouse::userpools
