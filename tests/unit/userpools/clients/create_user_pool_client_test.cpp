// CreateUserPoolClient, and DescribeUserPoolClient's agreement with it (reference 2;
// oauth-federation.md 6.2).
#include <regex>

#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

class CreateUserPoolClientTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (!house) return;
    pool = house->pool({{"Schema",
                         {{{"Name", "tenant_id"}, {"AttributeDataType", "String"}, {"Mutable", false}},
                          {{"Name", "role"}, {"AttributeDataType", "String"}}}}});
  }
  Answer create(json settings) {
    settings["UserPoolId"] = pool;
    if (!settings.contains("ClientName")) settings["ClientName"] = "app";
    return house->call("CreateUserPoolClient", settings);
  }
  json describe(const json& client) {
    return house->must("DescribeUserPoolClient",
                       {{"UserPoolId", pool}, {"ClientId", client["ClientId"]}})["UserPoolClient"];
  }
  // Reference 2.1.
  json default_settings() const {
    return {{"UserPoolId", pool},
            {"ClientName", "app"},
            {"RefreshTokenValidity", 30},
            {"AuthSessionValidity", 3},
            {"EnableTokenRevocation", true},
            {"EnablePropagateAdditionalUserContextData", false},
            {"AllowedOAuthFlowsUserPoolClient", false},
            {"ClientType", "REGULAR"}};
  }
  std::string pool;
};

// Without what is new with every client.
json settings_of(json client) {
  for (const char* member : {"ClientId", "CreationDate", "LastModifiedDate"}) client.erase(member);
  return client;
}

TEST_P(CreateUserPoolClientTest, a_client_with_only_a_name_is_the_documented_object_and_nothing_else) {
  const auto created = create({}).body["UserPoolClient"];
  EXPECT_EQ(settings_of(created), default_settings());
  const auto id = created["ClientId"].get<std::string>();
  EXPECT_TRUE(std::regex_match(id, std::regex("[0-9a-z]{26}"))) << id;
  EXPECT_EQ(created["CreationDate"], created["LastModifiedDate"]);
  EXPECT_EQ(describe(created), created);
}

TEST_P(CreateUserPoolClientTest, the_multi_tenant_application_reads_back_what_it_sent) {
  const json sent = {
      {"AllowedOAuthFlows", {"code"}},
      {"AllowedOAuthFlowsUserPoolClient", true},
      {"AllowedOAuthScopes", {"email", "openid", "profile"}},
      {"CallbackURLs", {"https://app.example/callback", "http://localhost:3000/callback"}},
      {"LogoutURLs", {"https://app.example/"}},
      {"SupportedIdentityProviders", {"COGNITO"}},
      {"AccessTokenValidity", 1},
      {"IdTokenValidity", 1},
      {"RefreshTokenValidity", 30},
      {"TokenValidityUnits", {{"AccessToken", "hours"}, {"IdToken", "hours"}, {"RefreshToken", "days"}}},
      {"GenerateSecret", false},
      {"PreventUserExistenceErrors", "ENABLED"},
      {"EnableTokenRevocation", true},
      {"EnablePropagateAdditionalUserContextData", true},
      {"ReadAttributes", {"email", "email_verified", "custom:tenant_id", "custom:role"}},
      {"WriteAttributes", {"email", "custom:role"}},
      {"ExplicitAuthFlows", {"ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"}},
  };
  const auto answer = create(sent);
  ASSERT_EQ(answer.status, 200) << answer.message;
  const auto created = answer.body["UserPoolClient"];
  auto expected = default_settings();
  for (const auto& [member, value] : sent.items()) {
    if (member != "GenerateSecret") expected[member] = value;  // never read back
  }
  EXPECT_EQ(settings_of(created), expected);
  EXPECT_EQ(describe(created), created);
}

TEST_P(CreateUserPoolClientTest, every_other_member_reads_back_too) {
  const json sent = {
      {"DefaultRedirectURI", "myapp://signed-in"},
      {"CallbackURLs", {"myapp://signed-in"}},
      {"AnalyticsConfiguration",
       {{"ApplicationArn", "arn:aws:mobiletargeting:us-east-1:123456789012:apps/1234"},
        {"UserDataShared", true}}},
      {"RefreshTokenRotation", {{"Feature", "ENABLED"}, {"RetryGracePeriodSeconds", 10}}},
      {"AuthSessionValidity", 15},
      {"EnableTokenRevocation", false},
  };
  const auto answer = create(sent);
  ASSERT_EQ(answer.status, 200) << answer.message;
  auto expected = default_settings();
  for (const auto& [member, value] : sent.items()) expected[member] = value;
  EXPECT_EQ(settings_of(answer.body["UserPoolClient"]), expected);
  EXPECT_EQ(describe(answer.body["UserPoolClient"]), answer.body["UserPoolClient"]);
}

TEST_P(CreateUserPoolClientTest, a_generated_secret_is_shown_every_time) {
  const auto created = create({{"GenerateSecret", true}}).body["UserPoolClient"];
  const auto secret = created["ClientSecret"].get<std::string>();
  EXPECT_TRUE(std::regex_match(secret, std::regex("[0-9a-z]{51}"))) << secret.size();
  EXPECT_EQ(describe(created), created);
  EXPECT_NE(create({{"GenerateSecret", true}}).body["UserPoolClient"]["ClientSecret"], secret);
}

TEST_P(CreateUserPoolClientTest, a_secret_may_be_brought_along) {
  const std::string secret(24, 'x');
  const auto created = create({{"ClientSecret", secret}}).body["UserPoolClient"];
  EXPECT_EQ(created["ClientSecret"], secret);
  EXPECT_EQ(describe(created)["ClientSecret"], secret);
}

TEST_P(CreateUserPoolClientTest, what_is_refused_makes_no_client) {
  struct Case {
    json settings;
    const char* error;
    std::string message;
  };
  const std::vector<Case> cases = {
      {{{"AuthSessionValidity", 2}},
       "InvalidParameterException",
       "1 validation error detected: Value '2' at 'authSessionValidity' failed to satisfy constraint: Member "
       "must have value greater than or equal to 3"},
      {{{"GenerateSecret", true}, {"ClientSecret", std::string(24, 'x')}},
       "InvalidParameterException",
       "GenerateSecret and ClientSecret cannot be used together."},
      {{{"AccessTokenValidity", 60}}, "InvalidParameterException", "Invalid range for token validity."},
      {{{"SupportedIdentityProviders", {"COGNITO", "Google"}}},
       "InvalidParameterException",
       "The provider Google does not exist for User Pool " + pool},
      {{{"AllowedOAuthScopes", {"api/read"}}},
       "ScopeDoesNotExistException",
       "Invalid scope requested: api/read"},
      {{{"AllowedOAuthFlows", {"client_credentials"}},
        {"AllowedOAuthScopes", {"email"}},
        {"AllowedOAuthFlowsUserPoolClient", true}},
       "InvalidOAuthFlowException",
       "client_credentials flow can not be selected if client does not have a client secret."},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.settings.dump());
    expect_refused(create(c.settings), c.error, c.message);
  }
  EXPECT_EQ(house->must("ListUserPoolClients", {{"UserPoolId", pool}})["UserPoolClients"], json::array());
  pool = "us-east-1_AbCdEfGhI";
  expect_refused(create({}), "ResourceNotFoundException", "User pool us-east-1_AbCdEfGhI does not exist.");
}

TEST_P(CreateUserPoolClientTest, a_list_of_writable_attributes_has_every_required_one) {
  pool = house->pool({{"Schema", {{{"Name", "email"}, {"Required", true}}}}});
  expect_refused(create({{"WriteAttributes", {"name"}}}), "InvalidParameterException",
                 "Invalid write attributes specified while creating a client");
  EXPECT_EQ(create({{"WriteAttributes", {"name", "email"}}}).status, 200);
  EXPECT_EQ(create({{"WriteAttributes", {"email"}}}).status, 200);
}

TEST_P(CreateUserPoolClientTest, a_pool_has_at_most_10_000_clients) {
  store::write(house->store(), [&](store::Connection& db) {
    db.execute(
        "INSERT INTO app_client (pool_id, client_id, settings, created_at, modified_at) "
        "WITH RECURSIVE number(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < 9999) "
        "SELECT $1, 'client' || CAST(i AS TEXT), '{}', 0, 0 FROM number",
        {pool});
  });
  EXPECT_EQ(create({}).status, 200);
  expect_refused(create({}), "LimitExceededException",
                 "The user pool has 10000 app clients already, which is the limit.");
  pool = house->pool();
  EXPECT_EQ(create({}).status, 200);
}

ON_BOTH_ENGINES(CreateUserPoolClientTest);

}  // namespace
}  // namespace poolhouse::userpools
