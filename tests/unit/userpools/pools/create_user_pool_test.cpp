// CreateUserPool, and DescribeUserPool's agreement with it (reference 1.1 to 1.3; oauth-federation.md 6.1).
#include <regex>

#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

class CreateUserPoolTest : public OperationTest {
 protected:
  Answer create(json settings) {
    house->stock_signing_keys();
    if (!settings.contains("PoolName")) settings["PoolName"] = "house";
    return house->call("CreateUserPool", settings);
  }
  json describe(const json& pool) {
    return house->must("DescribeUserPool", {{"UserPoolId", pool["Id"]}})["UserPool"];
  }
};

// Without what is new with every pool.
json settings_of(json pool) {
  for (const char* member : {"Id", "Arn", "CreationDate", "LastModifiedDate"}) pool.erase(member);
  return pool;
}

json text_attribute(const char* name, const char* min = "0", const char* max = "2048") {
  return {{"Name", name},
          {"AttributeDataType", "String"},
          {"DeveloperOnlyAttribute", false},
          {"Mutable", true},
          {"Required", false},
          {"StringAttributeConstraints", {{"MinLength", min}, {"MaxLength", max}}}};
}

// Reference 1.3, row by row.
json default_schema_as_read() {
  json schema = json::array();
  auto sub = text_attribute("sub", "1");
  sub["Mutable"] = false;
  sub["Required"] = true;
  schema.push_back(sub);
  const auto flag = [](const char* name) {
    auto attribute = text_attribute(name);
    attribute["AttributeDataType"] = "Boolean";
    attribute.erase("StringAttributeConstraints");
    return attribute;
  };
  for (const char* name : {"name", "given_name", "family_name", "middle_name", "nickname",
                           "preferred_username", "profile", "picture", "website", "email"}) {
    schema.push_back(text_attribute(name));
  }
  schema.push_back(flag("email_verified"));
  schema.push_back(text_attribute("gender"));
  schema.push_back(text_attribute("birthdate", "10", "10"));
  for (const char* name : {"zoneinfo", "locale", "phone_number"}) schema.push_back(text_attribute(name));
  schema.push_back(flag("phone_number_verified"));
  schema.push_back(text_attribute("address"));
  auto updated_at = flag("updated_at");
  updated_at["AttributeDataType"] = "Number";
  updated_at["NumberAttributeConstraints"] = {{"MinValue", "0"}};
  schema.push_back(updated_at);
  return schema;
}

// Reference 1.2 and newest-operations.md 10.
json default_settings() {
  return {
      {"Name", "house"},
      {"Policies",
       {{"PasswordPolicy",
         {{"MinimumLength", 8},
          {"RequireUppercase", true},
          {"RequireLowercase", true},
          {"RequireNumbers", true},
          {"RequireSymbols", true},
          {"TemporaryPasswordValidityDays", 7}}},
        {"SignInPolicy", {{"AllowedFirstAuthFactors", {"PASSWORD"}}}}}},
      {"DeletionProtection", "INACTIVE"},
      {"LambdaConfig", json::object()},
      {"SchemaAttributes", default_schema_as_read()},
      {"VerificationMessageTemplate", {{"DefaultEmailOption", "CONFIRM_WITH_CODE"}}},
      {"MfaConfiguration", "OFF"},
      {"EstimatedNumberOfUsers", 0},
      {"EmailConfiguration", {{"EmailSendingAccount", "COGNITO_DEFAULT"}}},
      {"UserPoolTags", json::object()},
      {"AdminCreateUserConfig", {{"AllowAdminCreateUserOnly", false}, {"UnusedAccountValidityDays", 7}}},
      {"AccountRecoverySetting",
       {{"RecoveryMechanisms",
         {{{"Priority", 1}, {"Name", "verified_email"}},
          {{"Priority", 2}, {"Name", "verified_phone_number"}}}}}},
      {"UserPoolTier", "ESSENTIALS"},
      {"AcrConfiguration",
       {{"Level1", {{"AcrValue", "urn:cognito:loa:1"}}},
        {"Level2", {{"AcrValue", "urn:cognito:loa:2"}}},
        {"Level3", {{"AcrValue", "urn:cognito:loa:3"}}},
        {"Level4", {{"AcrValue", "urn:cognito:loa:4"}}}}},
  };
}

TEST_P(CreateUserPoolTest, a_pool_with_only_a_name_is_the_documented_object_and_nothing_else) {
  const auto created = create({}).body["UserPool"];
  EXPECT_EQ(settings_of(created), default_settings());
  const auto id = created["Id"].get<std::string>();
  EXPECT_TRUE(std::regex_match(id, std::regex("us-east-1_[A-Za-z0-9]{9}"))) << id;
  EXPECT_EQ(created["Arn"], "arn:aws:cognito-idp:us-east-1:000000000000:userpool/" + id);
  EXPECT_EQ(created["CreationDate"], created["LastModifiedDate"]);
  EXPECT_EQ(created["CreationDate"].get<double>() * 1000, double(to_epoch_ms(house->clock.now())));
  EXPECT_EQ(describe(created), created);
}

json function(const char* name) {
  return std::string("arn:aws:lambda:us-east-1:123456789012:function:") + name;
}

json custom_text(const char* name, const char* max, bool is_mutable) {
  return {{"Name", name},
          {"AttributeDataType", "String"},
          {"DeveloperOnlyAttribute", false},
          {"Mutable", is_mutable},
          {"Required", false},
          {"StringAttributeConstraints", {{"MinLength", "1"}, {"MaxLength", max}}}};
}

// The multi-tenant application, as Terraform sends it; MFA comes by SetUserPoolMfaConfig.
json multi_tenant_application() {
  return {
      {"PoolName", "saas-production"},
      {"UsernameAttributes", {"email"}},
      {"AutoVerifiedAttributes", {"email"}},
      {"Policies",
       {{"PasswordPolicy",
         {{"MinimumLength", 12},
          {"RequireLowercase", true},
          {"RequireUppercase", true},
          {"RequireNumbers", true},
          {"RequireSymbols", true},
          {"TemporaryPasswordValidityDays", 7}}}}},
      {"AccountRecoverySetting", {{"RecoveryMechanisms", {{{"Name", "verified_email"}, {"Priority", 1}}}}}},
      {"EmailConfiguration",
       {{"EmailSendingAccount", "DEVELOPER"},
        {"From", "Example <noreply@example.com>"},
        {"SourceArn", "arn:aws:ses:us-east-1:123456789012:identity/example.com"}}},
      {"Schema", {custom_text("tenant_id", "256", false), custom_text("role", "50", true)}},
      {"VerificationMessageTemplate",
       {{"DefaultEmailOption", "CONFIRM_WITH_CODE"},
        {"EmailSubject", "Verify your account"},
        {"EmailMessage", "Your code is {####}."}}},
      {"LambdaConfig",
       {{"PreSignUp", function("pre-sign-up")},
        {"PostConfirmation", function("post-confirmation")},
        {"PreTokenGeneration", function("pre-token")},
        {"CustomMessage", function("custom-message")},
        {"PreAuthentication", function("pre-auth")},
        {"PostAuthentication", function("post-auth")}}},
      {"DeletionProtection", "ACTIVE"},
      {"UserPoolTags", {{"Environment", "production"}, {"ManagedBy", "terraform"}}},
  };
}

TEST_P(CreateUserPoolTest, the_multi_tenant_application_reads_back_what_it_sent) {
  const auto sent = multi_tenant_application();
  const auto answer = create(sent);
  ASSERT_EQ(answer.status, 200) << answer.message;
  const auto created = answer.body["UserPool"];
  EXPECT_EQ(describe(created), created);

  auto expected = default_settings();
  for (const auto& [member, value] : sent.items()) {
    if (member != "PoolName" && member != "Schema") expected[member] = value;
  }
  expected["Name"] = sent["PoolName"];
  expected["Policies"]["SignInPolicy"] = default_settings()["Policies"]["SignInPolicy"];
  for (auto attribute : sent["Schema"]) {
    attribute["Name"] = "custom:" + attribute["Name"].get<std::string>();
    expected["SchemaAttributes"].push_back(attribute);
  }
  // Both forms of the same text and of the same function show.
  expected["EmailVerificationSubject"] = "Verify your account";
  expected["EmailVerificationMessage"] = "Your code is {####}.";
  expected["LambdaConfig"]["PreTokenGenerationConfig"] = {{"LambdaVersion", "V1_0"},
                                                          {"LambdaArn", function("pre-token")}};
  EXPECT_EQ(settings_of(created), expected);
}

TEST_P(CreateUserPoolTest, every_other_member_reads_back_too) {
  const json sent = {
      {"AliasAttributes", {"email", "phone_number", "preferred_username"}},
      {"AutoVerifiedAttributes", {"phone_number", "email"}},
      {"UsernameConfiguration", {{"CaseSensitive", false}}},
      {"SmsConfiguration",
       {{"SnsCallerArn", "arn:aws:iam::123456789012:role/sms"},
        {"ExternalId", "outside"},
        {"SnsRegion", "us-east-1"}}},
      {"SmsVerificationMessage", "Code {####}"},
      {"SmsAuthenticationMessage", "Sign-in code {####}"},
      {"MfaConfiguration", "OPTIONAL"},
      {"UserAttributeUpdateSettings", {{"AttributesRequireVerificationBeforeUpdate", {"email"}}}},
      {"DeviceConfiguration",
       {{"ChallengeRequiredOnNewDevice", true}, {"DeviceOnlyRememberedOnUserPrompt", false}}},
      {"UserPoolAddOns", {{"AdvancedSecurityMode", "AUDIT"}}},
      {"UserPoolTier", "PLUS"},
      {"AdminCreateUserConfig",
       {{"AllowAdminCreateUserOnly", true},
        {"UnusedAccountValidityDays", 3},
        {"InviteMessageTemplate",
         {{"EmailSubject", "Welcome"},
          {"EmailMessage", "{username} {####}"},
          {"SMSMessage", "{username} {####}"}}}}},
      {"DcrConfiguration", {{"EnableStatus", "Enabled"}, {"OpenDcrEnabled", true}}},
  };
  const auto answer = create(sent);
  ASSERT_EQ(answer.status, 200) << answer.message;
  const auto created = answer.body["UserPool"];
  EXPECT_EQ(describe(created), created);
  auto expected = default_settings();
  for (const auto& [member, value] : sent.items()) expected[member] = value;
  expected["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"] = 3;
  expected["VerificationMessageTemplate"]["SmsMessage"] = "Code {####}";
  EXPECT_EQ(settings_of(created), expected);
}

TEST_P(CreateUserPoolTest, pools_may_share_a_name_but_not_an_id_or_keys) {
  const auto first = create({}).body["UserPool"];
  const auto second = create({}).body["UserPool"];
  EXPECT_NE(first["Id"], second["Id"]);
  EXPECT_EQ(house->must("ListUserPools", {{"MaxResults", 60}})["UserPools"].size(), 2U);
}

TEST_P(CreateUserPoolTest, what_is_refused_makes_no_pool) {
  struct Case {
    json settings;
    const char* error;
    const char* message;
  };
  const std::vector<Case> cases = {
      {{{"PoolName", ""}},
       "InvalidParameterException",
       "2 validation errors detected: Value '' at 'poolName' failed to satisfy constraint: Member must have "
       "length greater than or equal to 1; Value '' at 'poolName' failed to satisfy constraint: Member must "
       "satisfy regular expression pattern: [\\w\\s+=,.@-]+"},
      {{{"AliasAttributes", {"email"}}, {"UsernameAttributes", {"email"}}},
       "InvalidParameterException",
       "Only one of the aliasAttributes or usernameAttributes can be set in a User pool."},
      {{{"Schema", {{{"Name", "x"}, {"AttributeDataType", "String"}, {"Required", true}}}}},
       "InvalidParameterException",
       "Required custom attributes are not supported currently."},
      {{{"UserPoolTags", {{"aws:x", "y"}}}},
       "UserPoolTaggingException",
       "Tag keys must not begin with aws:, which is reserved."},
      {{{"UserPoolTier", "LITE"}, {"UserPoolAddOns", {{"AdvancedSecurityMode", "ENFORCED"}}}},
       "FeatureUnavailableInTierException",
       "The following features need to be disabled for the LITE pricing tier configured: Threat Protection"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.settings.dump());
    expect_refused(create(c.settings), c.error, c.message);
  }
  EXPECT_EQ(house->must("ListUserPools", {{"MaxResults", 60}})["UserPools"], json::array());
}

TEST_P(CreateUserPoolTest, an_account_has_at_most_10_000_pools) {
  store::write(house->store(), [](store::Connection& db) {
    db.execute(
        "INSERT INTO user_pool (pool_id, settings, mixes_password_storage, created_at, modified_at) "
        "WITH RECURSIVE number(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < 9999) "
        "SELECT 'us-east-1_' || CAST(i AS TEXT), '{}', 0, 0, 0 FROM number");
  });
  EXPECT_EQ(create({}).status, 200);
  expect_refused(create({}), "LimitExceededException",
                 "The account has 10000 user pools already, which is the limit.");
}

ON_BOTH_ENGINES(CreateUserPoolTest);

}  // namespace
}  // namespace poolhouse::userpools
