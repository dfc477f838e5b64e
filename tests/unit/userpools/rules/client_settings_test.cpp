#include "userpools/rules/client_settings.h"

#include <gtest/gtest.h>

#include <vector>

#include "api/codec.h"
#include "api/cognito_idp/types/create_user_pool_client_request.h"
#include "api/cognito_idp/types/update_user_pool_client_request.h"
#include "api/cognito_idp/types/user_pool_type.h"
#include "userpools/rules/attribute_schema.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::CreateUserPoolClientRequest;
using cognito_idp::UpdateUserPoolClientRequest;
using cognito_idp::UserPoolClientType;

CreateUserPoolClientRequest create(std::string_view members = "") {
  return api::decode_request<CreateUserPoolClientRequest>(
      R"({"UserPoolId":"us-east-1_AbCdEfGhI","ClientName":"c")" + std::string(members.empty() ? "" : ",") +
      std::string(members) + "}");
}
UpdateUserPoolClientRequest update(std::string_view members = "") {
  return api::decode_request<UpdateUserPoolClientRequest>(
      R"({"UserPoolId":"us-east-1_AbCdEfGhI","ClientId":"id")" + std::string(members.empty() ? "" : ",") +
      std::string(members) + "}");
}

class ClientSettings : public testing::Test {
 protected:
  ClientSettings() {
    pool.id = "us-east-1_AbCdEfGhI";
    pool.user_pool_tier = cognito_idp::UserPoolTierType::ESSENTIALS;
    std::vector<cognito_idp::SchemaAttributeType> customs(2);
    customs[0].name = "tenant_id";
    customs[0].attribute_data_type = cognito_idp::AttributeDataType::String;
    customs[0].mutable_ = false;
    customs[1].name = "role";
    customs[1].attribute_data_type = cognito_idp::AttributeDataType::String;
    pool.schema_attributes = *schema_of_new_pool(customs);
  }

  [[nodiscard]] Decided<UserPoolClientType> created(std::string_view members) const {
    return new_client_settings(create(members), around);
  }

  cognito_idp::UserPoolType pool;
  std::vector<std::string> providers{"Google"};
  std::vector<std::string> scopes{"api/read"};
  ClientSurroundings around{pool, providers, scopes};
};

constexpr auto kDefaults =
    R"({"AllowedOAuthFlowsUserPoolClient":false,"AuthSessionValidity":3,"ClientName":"c","ClientType":"REGULAR",)"
    R"("EnablePropagateAdditionalUserContextData":false,"EnableTokenRevocation":true,"RefreshTokenValidity":30,)"
    R"("UserPoolId":"us-east-1_AbCdEfGhI"})";

TEST_F(ClientSettings, a_client_with_only_a_name_has_the_documented_defaults_and_nothing_else) {
  const auto client = created("");
  ASSERT_TRUE(client);
  EXPECT_EQ(api::encode(*client), kDefaults);
}

TEST_F(ClientSettings, the_multi_tenant_application_reads_back_what_it_sent) {
  constexpr auto members =
      R"("AccessTokenValidity":1,"AllowedOAuthFlows":["code"],"AllowedOAuthFlowsUserPoolClient":true,)"
      R"("AllowedOAuthScopes":["email","openid","profile"],"AuthSessionValidity":3,)"
      R"("CallbackURLs":["https://app.example/callback","http://localhost:3000/callback"],)"
      R"("EnablePropagateAdditionalUserContextData":true,"EnableTokenRevocation":true,)"
      R"("ExplicitAuthFlows":["ALLOW_REFRESH_TOKEN_AUTH","ALLOW_USER_SRP_AUTH"],"IdTokenValidity":1,)"
      R"("LogoutURLs":["https://app.example/"],"PreventUserExistenceErrors":"ENABLED",)"
      R"("ReadAttributes":["email","email_verified","custom:tenant_id","custom:role"],"RefreshTokenValidity":30,)"
      R"("SupportedIdentityProviders":["COGNITO","Google"],)"
      R"("TokenValidityUnits":{"AccessToken":"hours","IdToken":"hours","RefreshToken":"days"},)"
      R"("WriteAttributes":["email","custom:role"])";
  const auto client = created(members);
  ASSERT_TRUE(client) << client.error().message;
  EXPECT_EQ(api::encode(api::decode_trusted<UserPoolClientType>(
                "{" + std::string(members) +
                R"(,"ClientName":"c","ClientType":"REGULAR","UserPoolId":"us-east-1_AbCdEfGhI"})")),
            api::encode(*client));
}

TEST_F(ClientSettings, a_partly_given_unit_object_is_completed) {
  const auto client = created(R"("AccessTokenValidity":30,"TokenValidityUnits":{"AccessToken":"minutes"})");
  EXPECT_EQ(api::encode(*client->token_validity_units),
            R"({"AccessToken":"minutes","IdToken":"hours","RefreshToken":"days"})");
}

TEST_F(ClientSettings, refuses_what_does_not_go_together) {
  const std::string oauth = R"("AllowedOAuthFlowsUserPoolClient":true,)";
  const std::string code =
      oauth +
      R"("AllowedOAuthFlows":["code"],"AllowedOAuthScopes":["openid"],"CallbackURLs":["https://a.example/cb"])";
  const std::string secret = R"("GenerateSecret":true,)";
  using enum Refusal;
  struct Case {
    std::string members;
    std::optional<Fault> fault;
  };
  const auto no = [](std::string message) { return Fault{invalid_parameter, std::move(message)}; };
  const auto bad_flow = [](std::string message) { return Fault{invalid_oauth_flow, std::move(message)}; };
  const auto callback = [](const std::string& url) { return R"("CallbackURLs":[")" + url + "\"]"; };
  const auto incomplete =
      no("AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth "
         "flows.");
  for (
      const auto& c : std::vector<Case>{
          {code, std::nullopt},
          {R"("AccessTokenValidity":60)", no("Invalid range for token validity.")},
          {R"("ReadAttributes":["custom:nope"])",
           no("Invalid read attributes specified while creating a client")},
          {R"("WriteAttributes":["email_verified"])",
           no("Invalid write attributes specified while creating a client")},
          {R"("ExplicitAuthFlows":["ALLOW_USER_SRP_AUTH","ADMIN_NO_SRP_AUTH"])",
           no("Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.")},
          {R"("RefreshTokenRotation":{"Feature":"ENABLED"},"ExplicitAuthFlows":["ALLOW_REFRESH_TOKEN_AUTH"])",
           no("ALLOW_REFRESH_TOKEN_AUTH is not a permitted ExplicitAuthFlow when refresh token rotation is "
              "enabled.")},
          {R"("SupportedIdentityProviders":["COGNITO","Google"])", std::nullopt},
          {R"("SupportedIdentityProviders":["Facebook"])",
           no("The provider Facebook does not exist for User Pool us-east-1_AbCdEfGhI")},
          {R"("EnablePropagateAdditionalUserContextData":true)", std::nullopt},
          {R"("GenerateSecret":true,"ClientSecret":"012345678901234567890123")",
           no("GenerateSecret and ClientSecret cannot be used together.")},
          {R"("AnalyticsConfiguration":{"ApplicationArn":"arn:aws:mobiletargeting:us-east-1:000000000000:apps/a"})",
           std::nullopt},
          {R"("AnalyticsConfiguration":{"ApplicationId":"0123456789abcdef"})",
           no("Invalid analytics configuration given, either <application arn> or <application id, role arn, "
              "external id> are valid")},
          // Redirect URLs
          {callback("https://a.example/cb"), std::nullopt},
          {callback("http://localhost"), std::nullopt},
          {callback("http://localhost:3000/cb"), std::nullopt},
          {callback("http://127.0.0.1:1/"), std::nullopt},
          {callback("http://[::1]/cb"), std::nullopt},
          {callback("myapp://example"), std::nullopt},
          {callback("com.myclientapp://x/y"), std::nullopt},
          {callback("http://a.example/cb"), no("http://a.example/cb cannot use the HTTP protocol.")},
          {callback("HTTP://a.example/cb"), no("HTTP://a.example/cb cannot use the HTTP protocol.")},
          {callback("http://localhost.a.example/"),
           no("http://localhost.a.example/ cannot use the HTTP protocol.")},
          {callback("http://localhost@a.example/"),
           no("http://localhost@a.example/ cannot use the HTTP protocol.")},
          {callback("https://a.example/#x"), no("https://a.example/#x cannot use fragment")},
          {callback("/relative"), no("/relative is not a valid redirect URI.")},
          {callback("a.example/cb"), no("a.example/cb is not a valid redirect URI.")},
          {callback("https:"), no("https: is not a valid redirect URI.")},
          {callback("https://"), no("https:// is not a valid redirect URI.")},
          {callback("HTTPS://"), no("HTTPS:// is not a valid redirect URI.")},
          {callback("https:///cb"), no("https:///cb is not a valid redirect URI.")},
          {callback("https://?cb"), no("https://?cb is not a valid redirect URI.")},
          {callback("https://:443/cb"), no("https://:443/cb is not a valid redirect URI.")},
          {callback("https://jane@/cb"), no("https://jane@/cb is not a valid redirect URI.")},
          {callback("https://jane@@/cb"), no("https://jane@@/cb is not a valid redirect URI.")},
          {callback("https://[]/cb"), no("https://[]/cb is not a valid redirect URI.")},
          {callback("https:a.example/cb"), no("https:a.example/cb is not a valid redirect URI.")},
          {callback("http://"), no("http:// is not a valid redirect URI.")},
          {callback("https://a"), std::nullopt},
          {callback("https://a.example:8443"), std::nullopt},
          {callback("https://jane@a.example/cb"), std::nullopt},
          {callback("https://[2001:db8::1]:8443/cb"), std::nullopt},
          {callback("myapp://"), std::nullopt},
          {callback("myapp:///cb"), std::nullopt},
          {callback("myapp:cb"), std::nullopt},
          {R"("LogoutURLs":["https:///"])", no("https:/// is not a valid redirect URI.")},
          {callback("javascript:alert(1)"), no("javascript:alert(1) is not a valid redirect URI.")},
          {callback("DATA:text/html,x"), no("DATA:text/html,x is not a valid redirect URI.")},
          {R"("LogoutURLs":["http://a.example/"])", no("http://a.example/ cannot use the HTTP protocol.")},
          {callback("https://a.example/cb") + R"(,"DefaultRedirectURI":"https://a.example/cb")",
           std::nullopt},
          {callback("https://a.example/cb") + R"(,"DefaultRedirectURI":"https://a.example/")",
           no("The default redirect URI https://a.example/ is not in the callback URIs list.")},
          // OAuth
          {oauth + R"("AllowedOAuthFlows":["code"])", incomplete},
          {oauth + R"("AllowedOAuthScopes":["openid"])", incomplete},
          {R"("AllowedOAuthScopes":["openid"])", std::nullopt},  // kept, without effect
          {oauth + R"("AllowedOAuthFlows":["implicit"],"AllowedOAuthScopes":["openid"])",
           bad_flow("CallbackUrls can not be empty when code flow or implicit flow is selected")},
          {secret + oauth + R"("AllowedOAuthFlows":["client_credentials"],"AllowedOAuthScopes":["api/read"])",
           std::nullopt},
          {R"("ClientSecret":"012345678901234567890123",)" + oauth +
               R"("AllowedOAuthFlows":["client_credentials"],"AllowedOAuthScopes":["api/read"])",
           std::nullopt},
          {oauth + R"("AllowedOAuthFlows":["client_credentials"],"AllowedOAuthScopes":["api/read"])",
           bad_flow("client_credentials flow can not be selected if client does not have a client secret.")},
          {secret + oauth +
               R"("AllowedOAuthFlows":["code","client_credentials"],"AllowedOAuthScopes":["api/read"])",
           bad_flow("client_credentials flow can not be selected along with code flow or implicit flow.")},
          {secret + oauth + R"("AllowedOAuthFlows":["client_credentials"],"AllowedOAuthScopes":["openid"])",
           bad_flow("openid is not supported with client_credentials flow")},
          {R"("AllowedOAuthScopes":["phone","email","openid","profile","aws.cognito.signin.user.admin","api/read"])",
           std::nullopt},
          {R"("AllowedOAuthScopes":["api/write"])",
           Fault{scope_does_not_exist, "Invalid scope requested: api/write"}},
      }) {
    const auto client = created(c.members);
    EXPECT_EQ(client ? std::nullopt : std::optional(client.error()), c.fault)
        << c.members << (client ? "" : " " + client.error().message);
  }
}

TEST_F(ClientSettings, rotation_needs_a_plan_that_has_it) {
  constexpr auto rotating = R"("RefreshTokenRotation":{"Feature":"ENABLED"})";
  EXPECT_TRUE(created(rotating));
  pool.user_pool_tier = cognito_idp::UserPoolTierType::LITE;
  EXPECT_EQ(created(rotating).error().error, Refusal::feature_unavailable_in_tier);
  EXPECT_TRUE(created(R"("RefreshTokenRotation":{"Feature":"DISABLED"})"));
}

TEST_F(ClientSettings, the_secret_is_left_to_the_operation) {
  EXPECT_FALSE(created(R"("ClientSecret":"012345678901234567890123")")->client_secret);
}

TEST_F(ClientSettings, an_update_resets_what_it_omits_and_keeps_id_secret_and_name) {
  auto current = *created(
      R"("ExplicitAuthFlows":["ALLOW_USER_SRP_AUTH"],"CallbackURLs":["https://a.example/cb"],"RefreshTokenValidity":1,)"
      R"("ReadAttributes":["email"],"PreventUserExistenceErrors":"ENABLED")");
  current.client_id = "id";
  current.client_secret = Secret("the secret");
  auto updated = updated_client_settings(current, update(), around, HasSecret::yes);
  ASSERT_TRUE(updated);
  EXPECT_EQ(updated->client_id, "id");
  EXPECT_EQ(updated->client_secret->reveal(), "the secret");
  updated->client_id.reset();
  updated->client_secret.reset();
  EXPECT_EQ(api::encode(*updated), kDefaults);
}

TEST_F(ClientSettings, an_update_knows_whether_the_client_has_a_secret) {
  const auto request = update(
      R"("ClientName":"d","AllowedOAuthFlowsUserPoolClient":true,"AllowedOAuthFlows":["client_credentials"],)"
      R"("AllowedOAuthScopes":["api/read"])");
  const auto current = *created("");
  EXPECT_EQ(updated_client_settings(current, request, around, HasSecret::yes)->client_name, "d");
  EXPECT_FALSE(updated_client_settings(current, request, around, HasSecret::no));
  EXPECT_EQ(updated_client_settings(current, update(R"("WriteAttributes":["nope"])"), around, HasSecret::no)
                .error()
                .message,
            "Invalid write attributes specified while updating a client");
}

}  // namespace
}  // namespace poolhouse::userpools
