// NEW_PASSWORD_REQUIRED through the dispatcher (reference 4.5, 4.6).
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

constexpr const char* kTemporary = "Temporary-1";
constexpr const char* kNew = "Correct-Horse-1";

json attribute(const std::string& name, const std::string& value) {
  return {{"Name", name}, {"Value", value}};
}

class NewPasswordRequiredTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (!house) return;
    pool = house->pool({{"Schema",
                         {{{"Name", "given_name"}, {"Required", true}},
                          {{"Name", "family_name"}, {"Required", true}, {"Mutable", false}}}}});
    client = house->client(pool)["ClientId"];
    invite("jane", {attribute("email", "jane@example.com"), attribute("email_verified", "true")});
  }
  void invite(const std::string& username, const std::vector<json>& attributes = {}) {
    house->must("AdminCreateUser", {{"UserPoolId", pool},
                                    {"Username", username},
                                    {"TemporaryPassword", kTemporary},
                                    {"MessageAction", "SUPPRESS"},
                                    {"UserAttributes", attributes}});
  }
  Answer challenge(const std::string& username = "jane") {
    return house->password_sign_in(client, username, kTemporary);
  }
  std::string session(const std::string& username = "jane") { return challenge(username).body["Session"]; }
  // The answer with both required attributes, changed by `more` (null takes away).
  static json responses(const json& more = json::object()) {
    json whole = {{"USERNAME", "jane"},
                  {"NEW_PASSWORD", kNew},
                  {"userAttributes.given_name", "Jane"},
                  {"userAttributes.family_name", "Doe"}};
    whole.merge_patch(more);
    return whole;
  }
  Answer respond(const std::string& session, const json& challenge_responses, std::string client_id = {}) {
    return house->call("RespondToAuthChallenge", {{"ChallengeName", "NEW_PASSWORD_REQUIRED"},
                                                  {"ClientId", client_id.empty() ? client : client_id},
                                                  {"Session", session},
                                                  {"ChallengeResponses", challenge_responses}});
  }
  json profile(const std::string& username = "jane") {
    return house->must("AdminGetUser", {{"UserPoolId", pool}, {"Username", username}});
  }
  std::string pool;
  std::string client;
};

TEST_P(NewPasswordRequiredTest, the_challenge_tells_what_there_is_and_what_is_missing) {
  for (const auto& answer : {challenge(), house->srp_sign_in(client, "jane", kTemporary, pool)}) {
    const auto& body = answer.body;
    EXPECT_EQ(body["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    EXPECT_TRUE(body["Session"].get<std::string>().starts_with("AYABe"));
    EXPECT_EQ(body["ChallengeParameters"],
              json({{"USER_ID_FOR_SRP", "jane"},
                    {"requiredAttributes", R"(["userAttributes.given_name","userAttributes.family_name"])"},
                    {"userAttributes", R"({"email":"jane@example.com","email_verified":"true"})"}}));
  }
  const auto easy = house->pool();
  const auto easy_client = house->client(easy)["ClientId"];
  house->must("AdminCreateUser", {{"UserPoolId", easy},
                                  {"Username", "jane"},
                                  {"TemporaryPassword", kTemporary},
                                  {"MessageAction", "SUPPRESS"}});
  const auto parameters =
      house->password_sign_in(easy_client, "jane", kTemporary).body["ChallengeParameters"];
  EXPECT_EQ(parameters["requiredAttributes"], "[]");
  EXPECT_EQ(parameters["userAttributes"], "{}");
}

TEST_P(NewPasswordRequiredTest, the_new_password_confirms_the_user_and_signs_in) {
  const auto first = session();
  house->triggers.take();
  const auto answer = respond(first, responses({{"userAttributes.nickname", "JD"}}));
  ASSERT_EQ(answer.status, 200) << answer.message;
  EXPECT_EQ(answer.body["ChallengeParameters"], json::object());
  const auto id = TestHouse::claims(answer.body["AuthenticationResult"]["IdToken"]);
  EXPECT_EQ(id["given_name"], "Jane");
  EXPECT_EQ(id["email_verified"], true);
  EXPECT_EQ(house->triggers.take(), std::vector<std::string>({"TokenGeneration_NewPasswordChallenge",
                                                              "PostAuthentication_Authentication"}));
  EXPECT_EQ(profile()["UserStatus"], "CONFIRMED");
  EXPECT_TRUE(house->srp_sign_in(client, "jane", kNew, pool).body.contains("AuthenticationResult"));
  expect_refused(challenge(), "NotAuthorizedException", "Incorrect username or password.");
  // Temporary passwords expire; this one is none any more.
  house->clock.advance(std::chrono::days(30));
  EXPECT_EQ(house->password_sign_in(client, "jane", kNew).status, 200);
}

TEST_P(NewPasswordRequiredTest, what_does_not_fit_is_refused_and_the_session_stays_usable) {
  const auto first = session();
  struct Case {
    const char* what;
    json more;
    const char* error;
    const char* message;
  };
  // Each row also has what the next one is refused for.
  const std::vector<Case> cases = {
      {"no name",
       {{"USERNAME", nullptr}, {"NEW_PASSWORD", nullptr}},
       "InvalidParameterException",
       "Missing required parameter USERNAME"},
      {"no password",
       {{"NEW_PASSWORD", nullptr}, {"userAttributes.email", "x@example.com"}},
       "InvalidParameterException",
       "Missing required parameter NEW_PASSWORD"},
      {"blanks around the password",
       {{"NEW_PASSWORD", " " + std::string(kNew) + " "}, {"userAttributes.email", "x@example.com"}},
       "InvalidParameterException",
       "1 validation error detected: Value at 'newPassword' failed to satisfy constraint: Member must "
       "satisfy regular expression pattern: ^[\\S]+.*[\\S]+$"},
      {"password too long",
       {{"NEW_PASSWORD", kNew + std::string(257 - std::string(kNew).size(), 'x')}},
       "InvalidParameterException",
       "1 validation error detected: Value at 'newPassword' failed to satisfy constraint: Member must have "
       "length less than or equal to 256"},
      {"weak password",
       {{"NEW_PASSWORD", "Short-1"}, {"userAttributes.email", "x@example.com"}},
       "InvalidPasswordException",
       "Password does not conform to policy: Password not long enough"},
      {"e-mail that is there already",
       {{"userAttributes.email", "jane@example.com"}, {"userAttributes.email_verified", "true"}},
       "NotAuthorizedException",
       "Cannot modify an already provided email"},
      {"verified flag",
       {{"userAttributes.email_verified", "true"}, {"userAttributes.given_name", nullptr}},
       "NotAuthorizedException",
       "A client attempted to write unauthorized attribute"},
      {"bad value",
       {{"userAttributes.birthdate", "1"}, {"userAttributes.given_name", nullptr}},
       "InvalidParameterException",
       nullptr},
      {"attribute missing",
       {{"userAttributes.given_name", nullptr}, {"userAttributes.family_name", nullptr}},
       "InvalidParameterException",
       "Invalid attributes given, given_name is missing"},
      {"attribute empty",
       {{"userAttributes.family_name", ""}},
       "InvalidParameterException",
       "Invalid attributes given, family_name is missing"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    const auto answer = respond(first, responses(c.more));
    EXPECT_EQ(answer.error, c.error);
    if (c.message) EXPECT_EQ(answer.message, c.message);
  }
  EXPECT_EQ(profile()["UserStatus"], "FORCE_CHANGE_PASSWORD");
  EXPECT_EQ(respond(first, responses()).status, 200);
}

TEST_P(NewPasswordRequiredTest, a_session_is_used_once) {
  const auto first = session();
  const auto second = session();
  EXPECT_EQ(respond(first, responses()).status, 200);
  expect_refused(respond(first, responses()), "NotAuthorizedException",
                 "Invalid session for the user, session can only be used once.");
  // Nor another one for what is done already.
  expect_refused(respond(second, responses()), "NotAuthorizedException", "Invalid session for the user.");
}

TEST_P(NewPasswordRequiredTest, a_session_of_something_else_is_refused) {
  invite("john");
  const auto other_client = house->client(pool)["ClientId"].get<std::string>();
  const auto janes = session();
  const auto invalid = [&](const Answer& answer) {
    expect_refused(answer, "NotAuthorizedException", "Invalid session for the user.");
  };
  invalid(respond("garbagegarbagegarbagegarbage", responses()));
  invalid(respond(janes, responses(), other_client));
  invalid(respond(janes, responses({{"USERNAME", "john"}})));
  invalid(respond(janes, responses({{"USERNAME", "nobody"}})));
  auto other_challenge = house->call("RespondToAuthChallenge", {{"ChallengeName", "NEW_PASSWORD_REQUIRED"},
                                                                {"ClientId", client},
                                                                {"ChallengeResponses", responses()}});
  expect_refused(other_challenge, "InvalidParameterException", "Missing required parameter Session");
  EXPECT_EQ(respond(janes, responses()).status, 200);
}

TEST_P(NewPasswordRequiredTest, a_session_lives_as_long_as_the_client_says) {
  const auto first = session();
  house->clock.advance(std::chrono::minutes(3));
  expect_refused(respond(first, responses()), "NotAuthorizedException",
                 "Invalid session for the user, session is expired.");
  const auto patient = house->client(pool, {{"AuthSessionValidity", 15}})["ClientId"].get<std::string>();
  const std::string longer = house->password_sign_in(patient, "jane", kTemporary).body["Session"];
  house->clock.advance(std::chrono::minutes(15) - std::chrono::seconds(1));
  EXPECT_EQ(respond(longer, responses(), patient).status, 200);
}

TEST_P(NewPasswordRequiredTest, a_session_ends_with_the_temporary_password_and_with_the_account) {
  const auto before_resend = session();
  house->must("AdminCreateUser", {{"UserPoolId", pool},
                                  {"Username", "jane"},
                                  {"TemporaryPassword", "Temporary-2"},
                                  {"MessageAction", "RESEND"}});
  expect_refused(respond(before_resend, responses()), "NotAuthorizedException",
                 "Invalid session for the user.");

  const std::string current = house->password_sign_in(client, "jane", "Temporary-2").body["Session"];
  house->must("AdminDisableUser", {{"UserPoolId", pool}, {"Username", "jane"}});
  expect_refused(respond(current, responses()), "NotAuthorizedException", "User is disabled.");
  house->must("AdminDeleteUser", {{"UserPoolId", pool}, {"Username", "jane"}});
  expect_refused(respond(current, responses()), "NotAuthorizedException", "Invalid session for the user.");
}

TEST_P(NewPasswordRequiredTest, an_immutable_attribute_gets_its_first_value_and_keeps_it) {
  house->must("AdminCreateUser", {{"UserPoolId", pool},
                                  {"Username", "june"},
                                  {"TemporaryPassword", kTemporary},
                                  {"MessageAction", "SUPPRESS"},
                                  {"UserAttributes", json::array({attribute("family_name", "Doe")})}});
  const auto first = session("june");
  expect_refused(respond(first, responses({{"USERNAME", "june"}, {"userAttributes.family_name", "Roe"}})),
                 "InvalidParameterException", "user.family_name: Attribute cannot be updated.\n");
  EXPECT_EQ(respond(first, responses({{"USERNAME", "june"}, {"userAttributes.family_name", nullptr}})).status,
            200);
  EXPECT_EQ(respond(session(), responses()).status, 200);
}

TEST_P(NewPasswordRequiredTest, the_longest_password_of_the_model_is_taken) {
  const auto longest = kNew + std::string(256 - std::string(kNew).size(), 'x');
  EXPECT_EQ(respond(session(), responses({{"NEW_PASSWORD", longest}})).status, 200);
}

TEST_P(NewPasswordRequiredTest, a_flow_that_was_switched_off_meanwhile_is_not_finished) {
  const auto by_password = session();
  const std::string by_srp = house->srp_sign_in(client, "jane", kTemporary, pool).body["Session"];
  house->must("UpdateUserPoolClient",
              {{"UserPoolId", pool}, {"ClientId", client}, {"ExplicitAuthFlows", {"ALLOW_USER_SRP_AUTH"}}});
  expect_refused(respond(by_password, responses()), "InvalidParameterException",
                 "USER_PASSWORD_AUTH flow not enabled for this client");
  EXPECT_EQ(respond(by_srp, responses()).status, 200);
}

TEST_P(NewPasswordRequiredTest, administrators_answer_it_too) {
  const auto start = house->call("AdminInitiateAuth",
                                 {{"AuthFlow", "ADMIN_USER_PASSWORD_AUTH"},
                                  {"UserPoolId", pool},
                                  {"ClientId", client},
                                  {"AuthParameters", {{"USERNAME", "jane"}, {"PASSWORD", kTemporary}}}});
  EXPECT_EQ(start.body["ChallengeName"], "NEW_PASSWORD_REQUIRED");
  const auto answer = house->call("AdminRespondToAuthChallenge", {{"ChallengeName", "NEW_PASSWORD_REQUIRED"},
                                                                  {"UserPoolId", pool},
                                                                  {"ClientId", client},
                                                                  {"Session", start.body["Session"]},
                                                                  {"ChallengeResponses", responses()}});
  EXPECT_TRUE(answer.body.contains("AuthenticationResult")) << answer.message;
}

ON_BOTH_ENGINES(NewPasswordRequiredTest);

}  // namespace
}  // namespace poolhouse::userpools
