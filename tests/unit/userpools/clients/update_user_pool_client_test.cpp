// UpdateUserPoolClient: a full replacement (oauth-federation.md 3.4, 6.2).
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

class UpdateUserPoolClientTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (!house) return;
    pool = house->pool();
  }
  Answer update(const json& client, json settings) {
    settings["UserPoolId"] = pool;
    settings["ClientId"] = client["ClientId"];
    return house->call("UpdateUserPoolClient", settings);
  }
  json describe(const json& client) {
    return house->must("DescribeUserPoolClient",
                       {{"UserPoolId", pool}, {"ClientId", client["ClientId"]}})["UserPoolClient"];
  }
  std::string pool;
};

TEST_P(UpdateUserPoolClientTest, what_is_omitted_goes_back_to_its_default_but_id_name_and_secret_stay) {
  const auto plain =
      house->must("CreateUserPoolClient",
                  {{"UserPoolId", pool}, {"ClientName", "app"}, {"GenerateSecret", true}})["UserPoolClient"];
  const auto rich = house->client(pool, {{"GenerateSecret", true},
                                         {"AccessTokenValidity", 2},
                                         {"CallbackURLs", {"https://app.example/"}},
                                         {"SupportedIdentityProviders", {"COGNITO"}},
                                         {"ReadAttributes", {"email"}},
                                         {"WriteAttributes", {"email"}},
                                         {"EnableTokenRevocation", false},
                                         {"PreventUserExistenceErrors", "ENABLED"}});
  house->clock.advance(std::chrono::minutes(1));
  const auto updated = update(rich, {}).body["UserPoolClient"];
  auto expected = plain;
  for (const char* kept : {"ClientId", "ClientSecret", "CreationDate"}) expected[kept] = rich[kept];
  expected["LastModifiedDate"] = updated["LastModifiedDate"];
  EXPECT_EQ(updated, expected);
  EXPECT_EQ(updated["LastModifiedDate"].get<double>() - updated["CreationDate"].get<double>(), 60.0);
  EXPECT_EQ(describe(rich), updated);
}

TEST_P(UpdateUserPoolClientTest, reads_back_what_it_is_given) {
  const auto client = house->client(pool);
  const json sent = {
      {"ClientName", "renamed"},
      {"ExplicitAuthFlows", {"ALLOW_USER_SRP_AUTH"}},
      {"TokenValidityUnits", {{"AccessToken", "minutes"}, {"IdToken", "hours"}, {"RefreshToken", "days"}}},
      {"AccessTokenValidity", 30},
      {"AllowedOAuthFlowsUserPoolClient", true},
      {"AllowedOAuthFlows", {"code"}},
      {"AllowedOAuthScopes", {"openid"}},
      {"CallbackURLs", {"https://app.example/"}}};
  const auto updated = update(client, sent).body["UserPoolClient"];
  for (const auto& [member, value] : sent.items()) EXPECT_EQ(updated[member], value) << member;
  EXPECT_EQ(describe(client), updated);
}

TEST_P(UpdateUserPoolClientTest, acts_on_the_next_request) {
  const auto client = house->client(pool);
  house->confirmed_user(pool, "jane", "Correct-Horse-1");
  EXPECT_EQ(house->password_sign_in(client["ClientId"], "jane", "Correct-Horse-1").status, 200);
  update(client, {{"ExplicitAuthFlows", {"ALLOW_USER_SRP_AUTH"}}});
  expect_refused(house->password_sign_in(client["ClientId"], "jane", "Correct-Horse-1"),
                 "InvalidParameterException", "USER_PASSWORD_AUTH flow not enabled for this client");
}

TEST_P(UpdateUserPoolClientTest, what_is_refused_changes_nothing) {
  const auto client = house->client(pool);
  struct Case {
    json settings;
    const char* error;
    const char* message;
  };
  const std::vector<Case> cases = {
      {{{"ClientName", ""}},
       "InvalidParameterException",
       "2 validation errors detected: Value '' at 'clientName' failed to satisfy constraint: Member must "
       "have length greater than or equal to 1; Value '' at 'clientName' failed to satisfy constraint: "
       "Member must satisfy regular expression pattern: [\\w\\s+=,.@-]+"},
      {{{"IdTokenValidity", 25}}, "InvalidParameterException", "Invalid range for token validity."},
      {{{"ExplicitAuthFlows", {"ALLOW_USER_SRP_AUTH", "ADMIN_NO_SRP_AUTH"}}},
       "InvalidParameterException",
       "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names."},
      {{{"AllowedOAuthScopes", {"api/read"}}},
       "ScopeDoesNotExistException",
       "Invalid scope requested: api/read"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.settings.dump());
    expect_refused(update(client, c.settings), c.error, c.message);
  }
  EXPECT_EQ(describe(client), client);
  expect_refused(update({{"ClientId", "nobody"}}, {}), "ResourceNotFoundException",
                 "User pool client nobody does not exist.");
  pool = house->pool();
  expect_refused(update(client, {}), "ResourceNotFoundException",
                 "User pool client " + client["ClientId"].get<std::string>() + " does not exist.");
}

ON_BOTH_ENGINES(UpdateUserPoolClientTest);

}  // namespace
}  // namespace poolhouse::userpools
