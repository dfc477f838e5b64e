// USER_PASSWORD_AUTH, ADMIN_USER_PASSWORD_AUTH and ADMIN_NO_SRP_AUTH through the dispatcher (reference 4.1 to
// 4.5, 2.6).
#include "userpools/rules/secret_hash.h"
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

constexpr const char* kRight = "Correct-Horse-1";

class UserPasswordAuthTest : public OperationTest {
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
  Answer initiate(const std::string& flow, const std::string& client_id, const json& parameters) {
    return house->call("InitiateAuth",
                       {{"AuthFlow", flow}, {"ClientId", client_id}, {"AuthParameters", parameters}});
  }
  Answer admin_initiate(const std::string& flow, const std::string& client_id, const json& parameters) {
    return house->call(
        "AdminInitiateAuth",
        {{"AuthFlow", flow}, {"UserPoolId", pool}, {"ClientId", client_id}, {"AuthParameters", parameters}});
  }
  static json named(const std::string& username, const std::string& password = kRight) {
    return {{"USERNAME", username}, {"PASSWORD", password}};
  }
  void expect_wrong(const Answer& answer) {
    expect_refused(answer, "NotAuthorizedException", "Incorrect username or password.");
  }
  std::string pool;
  std::string client;
  std::string hiding;
};

TEST_P(UserPasswordAuthTest, the_right_password_gives_tokens_and_calls_the_functions_in_order) {
  house->triggers.take();
  const auto answer = initiate("USER_PASSWORD_AUTH", client, named("jane"));
  ASSERT_EQ(answer.status, 200) << answer.message;
  EXPECT_EQ(answer.body["ChallengeParameters"], json::object());
  EXPECT_FALSE(answer.body.contains("Session"));
  EXPECT_FALSE(answer.body.contains("ChallengeName"));
  const auto& tokens = answer.body["AuthenticationResult"];
  EXPECT_EQ(tokens.size(), 5U);
  EXPECT_EQ(tokens["TokenType"], "Bearer");
  EXPECT_EQ(tokens["ExpiresIn"], 3600);
  EXPECT_TRUE(tokens["RefreshToken"].get<std::string>().starts_with(
      "eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ."));
  EXPECT_EQ(house->triggers.take(),
            std::vector<std::string>({"PreAuthentication_Authentication", "TokenGeneration_Authentication",
                                      "PostAuthentication_Authentication"}));
}

TEST_P(UserPasswordAuthTest, every_name_of_the_user_signs_in) {
  for (const char* flow : {"ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"})
    EXPECT_EQ(admin_initiate(flow, client, named("jane@example.com")).status, 200) << flow;
  EXPECT_EQ(initiate("USER_PASSWORD_AUTH", client, named("jane@example.com")).status, 200);
}

TEST_P(UserPasswordAuthTest, a_flow_belongs_to_its_api_and_must_be_enabled) {
  const auto only = [&](const json& flows) {
    return house->client(pool, {{"ExplicitAuthFlows", flows}})["ClientId"].get<std::string>();
  };
  const auto nothing = only({"ALLOW_REFRESH_TOKEN_AUTH"});
  const auto custom = only({"ALLOW_CUSTOM_AUTH"});
  const auto legacy = only({"ADMIN_NO_SRP_AUTH"});
  struct Case {
    const char* what;
    Answer answer;
    const char* message;
  };
  const std::string wrong_api = "Initiate Auth method not supported.";
  const auto srp = json{{"USERNAME", "jane"}, {"SRP_A", "2a"}};
  const std::vector<Case> cases = {
      {"password over admin", admin_initiate("USER_PASSWORD_AUTH", client, named("jane")), wrong_api.c_str()},
      {"admin password over public", initiate("ADMIN_USER_PASSWORD_AUTH", client, named("jane")),
       wrong_api.c_str()},
      {"old name over public", initiate("ADMIN_NO_SRP_AUTH", client, named("jane")), wrong_api.c_str()},
      {"password off", initiate("USER_PASSWORD_AUTH", nothing, named("jane")),
       "USER_PASSWORD_AUTH flow not enabled for this client"},
      {"SRP off", initiate("USER_SRP_AUTH", nothing, srp), "USER_SRP_AUTH flow not enabled for this client"},
      {"choice off", initiate("USER_AUTH", nothing, named("jane")),
       "USER_AUTH flow not enabled for this client"},
      {"custom off", initiate("CUSTOM_AUTH", nothing, named("jane")),
       "CUSTOM_AUTH is not enabled for the client."},
      {"admin password off", admin_initiate("ADMIN_USER_PASSWORD_AUTH", nothing, named("jane")),
       "Auth flow not enabled for this client"},
      {"old name off", admin_initiate("ADMIN_NO_SRP_AUTH", custom, named("jane")),
       "Auth flow not enabled for this client"},
      {"legacy list without it", initiate("USER_PASSWORD_AUTH", legacy, named("jane")),
       "USER_PASSWORD_AUTH flow not enabled for this client"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    expect_refused(c.answer, "InvalidParameterException", c.message);
  }
  EXPECT_EQ(admin_initiate("ADMIN_USER_PASSWORD_AUTH", legacy, named("jane")).status, 200);
  // What is enabled and not built says so.
  EXPECT_EQ(initiate("CUSTOM_AUTH", custom, named("jane")).status, 501);
}

TEST_P(UserPasswordAuthTest, missing_parameters_are_named) {
  struct Case {
    json parameters;
    const char* message;
  };
  for (const auto& c :
       {Case{json::object(), "Missing required parameter USERNAME"},
        Case{{{"PASSWORD", kRight}}, "Missing required parameter USERNAME"},
        Case{{{"USERNAME", ""}, {"PASSWORD", kRight}}, "Missing required parameter USERNAME"},
        Case{{{"USERNAME", "jane"}}, "Missing required parameter PASSWORD"},
        Case{{{"USERNAME", "jane"}, {"PASSWORD", ""}}, "Missing required parameter PASSWORD"}}) {
    expect_refused(initiate("USER_PASSWORD_AUTH", client, c.parameters), "InvalidParameterException",
                   c.message);
    expect_refused(admin_initiate("ADMIN_USER_PASSWORD_AUTH", client, c.parameters),
                   "InvalidParameterException", c.message);
  }
}

TEST_P(UserPasswordAuthTest, somebody_who_is_not_there_is_shown_or_hidden) {
  expect_refused(initiate("USER_PASSWORD_AUTH", client, named("nobody")), "UserNotFoundException",
                 "User does not exist.");
  expect_refused(admin_initiate("ADMIN_USER_PASSWORD_AUTH", client, named("nobody")), "UserNotFoundException",
                 "User does not exist.");
  expect_refused(admin_initiate("ADMIN_NO_SRP_AUTH", client, {{"USERNAME", "nobody"}}),
                 "UserNotFoundException", "User does not exist.");
  house->triggers.take();
  expect_wrong(initiate("USER_PASSWORD_AUTH", hiding, named("nobody")));
  EXPECT_EQ(house->triggers.take(), std::vector<std::string>({"PreAuthentication_Authentication"}));
  expect_wrong(admin_initiate("ADMIN_USER_PASSWORD_AUTH", hiding, named("nobody")));
  expect_wrong(admin_initiate("ADMIN_NO_SRP_AUTH", hiding, {{"USERNAME", "nobody"}}));
}

TEST_P(UserPasswordAuthTest, an_unconfirmed_user_is_told_so_only_with_the_right_password) {
  house->must("SignUp", {{"ClientId", client}, {"Username", "new"}, {"Password", kRight}});
  for (const auto& id : {client, hiding}) {
    expect_wrong(initiate("USER_PASSWORD_AUTH", id, named("new", "Wrong-Horse-1")));
    expect_refused(initiate("USER_PASSWORD_AUTH", id, named("new")), "UserNotConfirmedException",
                   "User is not confirmed.");
  }
}

TEST_P(UserPasswordAuthTest, a_disabled_user_is_hidden_from_who_does_not_know_the_password) {
  house->must("AdminDisableUser", {{"UserPoolId", pool}, {"Username", "jane"}});
  expect_refused(initiate("USER_PASSWORD_AUTH", client, named("jane", "Wrong-Horse-1")),
                 "NotAuthorizedException", "User is disabled.");
  expect_wrong(initiate("USER_PASSWORD_AUTH", hiding, named("jane", "Wrong-Horse-1")));
  expect_refused(initiate("USER_PASSWORD_AUTH", hiding, named("jane")), "NotAuthorizedException",
                 "User is disabled.");
}

TEST_P(UserPasswordAuthTest, a_client_with_a_secret_proves_it) {
  const auto confidential = house->client(pool, {{"GenerateSecret", true}});
  const std::string id = confidential["ClientId"];
  const Secret secret(confidential["ClientSecret"].get<std::string>());
  const auto with_hash = [&](const std::string& over) {
    auto parameters = named("jane@example.com");
    parameters["SECRET_HASH"] = secret_hash(over, ClientId(id), secret);
    return parameters;
  };
  const auto missing = "Client " + id + " is configured with secret but SECRET_HASH was not received";
  const auto wrong = "Unable to verify secret hash for client " + id;
  const auto unknown = "Client " + client + " is not configured for secret but secret was received";
  EXPECT_EQ(initiate("USER_PASSWORD_AUTH", id, with_hash("jane@example.com")).status, 200);
  EXPECT_EQ(admin_initiate("ADMIN_USER_PASSWORD_AUTH", id, with_hash("jane@example.com")).status, 200);
  for (const char* admin_flow : {"ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"}) {
    expect_refused(admin_initiate(admin_flow, id, named("jane")), "NotAuthorizedException", missing);
    expect_refused(admin_initiate(admin_flow, id, with_hash("jane")), "NotAuthorizedException", wrong);
  }
  expect_refused(initiate("USER_PASSWORD_AUTH", id, named("jane")), "NotAuthorizedException", missing);
  // Over the name that was sent, not over the real one.
  expect_refused(initiate("USER_PASSWORD_AUTH", id, with_hash("jane")), "NotAuthorizedException", wrong);
  expect_refused(initiate("USER_PASSWORD_AUTH", client, with_hash("jane@example.com")),
                 "NotAuthorizedException", unknown);
}

TEST_P(UserPasswordAuthTest, another_pools_client_or_user_is_not_known) {
  const auto other = house->pool();
  const auto others_client = house->client(other)["ClientId"].get<std::string>();
  expect_refused(admin_initiate("ADMIN_USER_PASSWORD_AUTH", others_client, named("jane")),
                 "ResourceNotFoundException", "User pool client " + others_client + " does not exist.");
  expect_refused(initiate("USER_PASSWORD_AUTH", others_client, named("jane")), "UserNotFoundException",
                 "User does not exist.");
  expect_refused(initiate("USER_PASSWORD_AUTH", "nobody", named("jane")), "ResourceNotFoundException",
                 "User pool client nobody does not exist.");
}

class AdminNoSrpAuthTest : public UserPasswordAuthTest {
 protected:
  std::string session() {
    const auto challenge = admin_initiate("ADMIN_NO_SRP_AUTH", client, {{"USERNAME", "jane@example.com"}});
    EXPECT_EQ(challenge.body["ChallengeName"], "ADMIN_NO_SRP_AUTH");
    EXPECT_EQ(challenge.body["ChallengeParameters"], json({{"USER_ID_FOR_SRP", "jane"}}));
    return challenge.body["Session"];
  }
  Answer respond(const std::string& session, const json& responses, const char* operation = nullptr) {
    json request = {{"ChallengeName", "ADMIN_NO_SRP_AUTH"},
                    {"ClientId", client},
                    {"Session", session},
                    {"ChallengeResponses", responses}};
    if (operation == nullptr) request["UserPoolId"] = pool;
    return house->call(operation ? operation : "AdminRespondToAuthChallenge", request);
  }
};

TEST_P(AdminNoSrpAuthTest, without_a_password_it_is_asked_for) {
  const auto first = session();
  EXPECT_TRUE(respond(first, named("jane")).body.contains("AuthenticationResult"));
  expect_refused(respond(first, named("jane")), "NotAuthorizedException",
                 "Invalid session for the user, session can only be used once.");
}

TEST_P(AdminNoSrpAuthTest, a_wrong_password_uses_the_session_up) {
  const auto first = session();
  expect_wrong(respond(first, named("jane", "Wrong-Horse-1")));
  expect_refused(respond(first, named("jane")), "NotAuthorizedException",
                 "Invalid session for the user, session can only be used once.");
}

TEST_P(AdminNoSrpAuthTest, the_session_is_the_users_own_and_the_admin_apis) {
  house->confirmed_user(pool, "john", kRight);
  const auto janes = session();
  expect_refused(respond(janes, named("john")), "NotAuthorizedException", "Invalid session for the user.");
  expect_refused(respond(janes, named("jane"), "RespondToAuthChallenge"), "NotAuthorizedException",
                 "Invalid session for the user.");
  expect_refused(respond(janes, {{"USERNAME", "jane"}}), "InvalidParameterException",
                 "Missing required parameter PASSWORD");
  expect_refused(respond("AYABegarbagegarbagegarbage", named("jane")), "NotAuthorizedException",
                 "Invalid session for the user.");
  EXPECT_EQ(respond(janes, named("jane")).status, 200);
  const auto late = session();
  house->clock.advance(std::chrono::minutes(3));
  expect_refused(respond(late, named("jane")), "NotAuthorizedException",
                 "Invalid session for the user, session is expired.");
}

ON_BOTH_ENGINES(UserPasswordAuthTest);
ON_BOTH_ENGINES(AdminNoSrpAuthTest);

}  // namespace
}  // namespace poolhouse::userpools
