#include "userpools/rules/pool_settings.h"

#include <gtest/gtest.h>

#include <functional>

#include "api/codec.h"
#include "api/cognito_idp/types/create_user_pool_request.h"
#include "api/cognito_idp/types/update_user_pool_request.h"
#include "userpools/rules/attribute_schema.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::CreateUserPoolRequest;
using cognito_idp::UpdateUserPoolRequest;
using cognito_idp::UserPoolType;

constexpr auto kRegion = "us-east-1";

// The members that a test writes as the client would.
CreateUserPoolRequest create(std::string_view members = "") {
  return api::decode_request<CreateUserPoolRequest>(
      R"({"PoolName":"p")" + std::string(members.empty() ? "" : ",") + std::string(members) + "}");
}
UpdateUserPoolRequest update(std::string_view members = "") {
  return api::decode_request<UpdateUserPoolRequest>(R"({"UserPoolId":"us-east-1_AbCdEfGhI")" +
                                                    std::string(members.empty() ? "" : ",") +
                                                    std::string(members) + "}");
}
Decided<UserPoolType> created(const CreateUserPoolRequest& request) {
  return new_pool_settings(request, kRegion);
}
UserPoolType existing(std::string_view members) {
  auto pool = *created(create(members));
  pool.id = "us-east-1_AbCdEfGhI";
  pool.arn = "arn";
  return pool;
}
// The pool as a client reads it, without the long schema.
std::string read_back(UserPoolType pool) {
  pool.schema_attributes.reset();
  return api::encode(pool);
}
std::string message(const Decided<UserPoolType>& decided) { return decided ? "" : decided.error().message; }

constexpr auto kDefaults =
    R"({"AccountRecoverySetting":{"RecoveryMechanisms":[{"Name":"verified_email","Priority":1},)"
    R"({"Name":"verified_phone_number","Priority":2}]},)"
    R"("AcrConfiguration":{"Level1":{"AcrValue":"urn:cognito:loa:1"},"Level2":{"AcrValue":"urn:cognito:loa:2"},)"
    R"("Level3":{"AcrValue":"urn:cognito:loa:3"},"Level4":{"AcrValue":"urn:cognito:loa:4"}},)"
    R"("AdminCreateUserConfig":{"AllowAdminCreateUserOnly":false,"UnusedAccountValidityDays":7},)"
    R"("DeletionProtection":"INACTIVE","EmailConfiguration":{"EmailSendingAccount":"COGNITO_DEFAULT"},)"
    R"("LambdaConfig":{},"MfaConfiguration":"OFF","Name":"p",)"
    R"("Policies":{"PasswordPolicy":{"MinimumLength":8,"RequireLowercase":true,"RequireNumbers":true,)"
    R"("RequireSymbols":true,"RequireUppercase":true,"TemporaryPasswordValidityDays":7},)"
    R"("SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD"]}},)"
    R"("UserPoolTags":{},"UserPoolTier":"ESSENTIALS",)"
    R"("VerificationMessageTemplate":{"DefaultEmailOption":"CONFIRM_WITH_CODE"}})";

TEST(PoolSettings, a_pool_with_only_a_name_has_the_documented_defaults_and_nothing_else) {
  const auto pool = created(create());
  ASSERT_TRUE(pool);
  EXPECT_EQ(read_back(api::clone(*pool)), kDefaults);
  EXPECT_EQ(pool->schema_attributes->size(), 20U);
}

TEST(PoolSettings, empty_lists_are_read_back_as_absent) {
  const auto pool =
      created(create(R"("AliasAttributes":[],"UsernameAttributes":[],"AutoVerifiedAttributes":[])"));
  EXPECT_EQ(read_back(*pool), kDefaults);
}

TEST(PoolSettings, a_password_policy_asks_only_for_what_it_names) {
  const auto pool =
      created(create(R"("Policies":{"PasswordPolicy":{"MinimumLength":12,"RequireNumbers":true}})"));
  EXPECT_EQ(api::encode(*pool->policies->password_policy),
            R"({"MinimumLength":12,"RequireLowercase":false,"RequireNumbers":true,"RequireSymbols":false,)"
            R"("RequireUppercase":false,"TemporaryPasswordValidityDays":7})");
}

TEST(PoolSettings, the_days_of_temporary_passwords_show_in_both_forms) {
  struct Case {
    const char* members;
    int days;
  };
  for (const auto& c : {
           Case{R"("Policies":{"PasswordPolicy":{"TemporaryPasswordValidityDays":3}})", 3},
           Case{R"("AdminCreateUserConfig":{"UnusedAccountValidityDays":5})", 5},
           Case{R"("Policies":{"PasswordPolicy":{"TemporaryPasswordValidityDays":0}})", 7},
           Case{R"("AdminCreateUserConfig":{"AllowAdminCreateUserOnly":true})", 7},
       }) {
    const auto pool = created(create(c.members));
    EXPECT_EQ(pool->policies->password_policy->temporary_password_validity_days, c.days) << c.members;
    EXPECT_EQ(pool->admin_create_user_config->unused_account_validity_days, c.days) << c.members;
  }
}

TEST(PoolSettings, verification_texts_show_in_both_forms) {
  const auto top = created(create(
      R"("EmailVerificationMessage":"code {####}","EmailVerificationSubject":"s","SmsVerificationMessage":"sms {####}")"));
  const auto in_template = created(create(
      R"("VerificationMessageTemplate":{"EmailMessage":"code {####}","EmailSubject":"s","SmsMessage":"sms {####}"})"));
  ASSERT_TRUE(top && in_template);
  EXPECT_EQ(read_back(api::clone(*top)), read_back(api::clone(*in_template)));
  EXPECT_EQ(api::encode(*top->verification_message_template),
            R"({"DefaultEmailOption":"CONFIRM_WITH_CODE","EmailMessage":"code {####}","EmailSubject":"s",)"
            R"("SmsMessage":"sms {####}"})");
  EXPECT_EQ(top->sms_verification_message, "sms {####}");
}

// Terraform changes the template and sends the top-level texts as it last read them.
TEST(PoolSettings, of_differing_verification_texts_the_template_wins) {
  constexpr auto old_texts = R"("EmailVerificationMessage":"old {####}","EmailVerificationSubject":"old",)"
                             R"("SmsVerificationMessage":"old sms {####}")";
  struct Case {
    const char* in_template;
    const char* email;
    const char* subject;
    const char* sms;
  };
  for (const auto& c : {
           Case{R"({"EmailMessage":"new {####}","EmailSubject":"new","SmsMessage":"new sms {####}"})",
                "new {####}", "new", "new sms {####}"},
           Case{R"({"EmailMessage":"new {####}"})", "new {####}", "old", "old sms {####}"},
           Case{R"({"EmailSubject":"new"})", "old {####}", "new", "old sms {####}"},
           Case{R"({"SmsMessage":"new sms {####}"})", "old {####}", "old", "new sms {####}"},
           Case{"{}", "old {####}", "old", "old sms {####}"},
       }) {
    const auto both = std::string(old_texts) + R"(,"VerificationMessageTemplate":)" + c.in_template;
    for (const auto& pool : {created(create(both)), updated_pool_settings(existing(old_texts), update(both),
                                                                          OtherMfaFactors::none)}) {
      ASSERT_TRUE(pool) << pool.error().message;
      EXPECT_EQ(pool->email_verification_message, c.email) << both;
      EXPECT_EQ(pool->verification_message_template->email_message, c.email) << both;
      EXPECT_EQ(pool->email_verification_subject, c.subject) << both;
      EXPECT_EQ(pool->verification_message_template->email_subject, c.subject) << both;
      EXPECT_EQ(pool->sms_verification_message, c.sms) << both;
      EXPECT_EQ(pool->verification_message_template->sms_message, c.sms) << both;
    }
  }
}

TEST(PoolSettings, an_update_of_the_top_level_texts_alone_reaches_the_template) {
  const auto updated =
      updated_pool_settings(existing(R"("VerificationMessageTemplate":{"EmailMessage":"old {####}"})"),
                            update(R"("EmailVerificationMessage":"new {####}")"), OtherMfaFactors::none);
  ASSERT_TRUE(updated);
  EXPECT_EQ(updated->verification_message_template->email_message, "new {####}");
}

TEST(PoolSettings, the_pre_token_function_shows_in_both_forms) {
  constexpr auto arn = "arn:aws:lambda:us-east-1:000000000000:function:f";
  const auto expected = [&](const char* version) {
    return std::string(R"({"PreTokenGeneration":")") + arn +
           R"(","PreTokenGenerationConfig":{"LambdaArn":")" + arn + R"(","LambdaVersion":")" + version +
           R"("}})";
  };
  const auto old_form =
      created(create(std::string(R"("LambdaConfig":{"PreTokenGeneration":")") + arn + "\"}"));
  const auto new_form = created(create(
      std::string(R"("LambdaConfig":{"PreTokenGenerationConfig":{"LambdaVersion":"V2_0","LambdaArn":")") +
      arn + "\"}}"));
  EXPECT_EQ(api::encode(*old_form->lambda_config), expected("V1_0"));
  EXPECT_EQ(api::encode(*new_form->lambda_config), expected("V2_0"));
}

TEST(PoolSettings, acr_levels_that_are_not_renamed_keep_their_names) {
  const auto pool = created(create(R"("AcrConfiguration":{"Level2":{"AcrValue":"silver"}})"));
  EXPECT_EQ(pool->acr_configuration->at("Level1").acr_value, "urn:cognito:loa:1");
  EXPECT_EQ(pool->acr_configuration->at("Level2").acr_value, "silver");
}

TEST(PoolSettings, refuses_what_does_not_go_together) {
  const std::string acr = R"("AcrConfiguration":{"Level1":{"AcrValue":")";
  struct Case {
    std::string members;
    std::string message;
  };
  constexpr auto arn = R"("arn:aws:lambda:us-east-1:000000000000:function:f")";
  constexpr auto other = R"("arn:aws:lambda:us-east-1:000000000000:function:g")";
  constexpr auto sms = R"("SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::000000000000:role/sms"})";
  constexpr auto eums =
      R"("SmsConfiguration":{"EumsSms":{"CallerArn":"arn:aws:iam::000000000000:role/sms"}})";
  constexpr auto no_sms =
      "SMS configuration and Auto verification for phone_number are required when MFA is required/optional";
  const std::string invite = R"("AdminCreateUserConfig":{"InviteMessageTemplate":{)";
  constexpr auto passwordless =
      R"(,"Policies":{"SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD","EMAIL_OTP"]}})";
  for (
      const auto& c : std::vector<Case>{
          {R"("AliasAttributes":["email"])", ""},
          {R"("AliasAttributes":["email"],"UsernameAttributes":[])", ""},
          {R"("AliasAttributes":["email"],"UsernameAttributes":["email"])",
           "Only one of the aliasAttributes or usernameAttributes can be set in a User pool."},
          {R"("AliasAttributes":["preferred_username"])", ""},
          {R"("AliasAttributes":["preferred_username"],"Schema":[{"Name":"preferred_username","Required":true}])",
           "preferred_username cannot be both required and an alias."},
          {R"("Schema":[{"Name":"x","AttributeDataType":"String","Required":true}])",
           "Required custom attributes are not supported currently."},
          {R"("Policies":{"PasswordPolicy":{"TemporaryPasswordValidityDays":7}},)"
           R"("AdminCreateUserConfig":{"UnusedAccountValidityDays":7})",
           "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays"},
          {R"("Policies":{"SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD","EMAIL_OTP"]}})", ""},
          {R"("Policies":{"SignInPolicy":{"AllowedFirstAuthFactors":["EMAIL_OTP"]}})",
           "Password should be configured as one of the allowed first auth factors."},
          {R"("Policies":{"SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD","SOFTWARE_TOKEN"]}})",
           "SOFTWARE_TOKEN is not allowed as a first auth factor."},
          {R"("AutoVerifiedAttributes":["email"],)"
           R"("UserAttributeUpdateSettings":{"AttributesRequireVerificationBeforeUpdate":["email"]})",
           ""},
          {R"("UserAttributeUpdateSettings":{"AttributesRequireVerificationBeforeUpdate":["email"]})",
           "All attributes in AttributesRequireVerificationBeforeUpdate must exist in "
           "AutoVerifiedAttributes"},
          {R"("UserAttributeUpdateSettings":{"AttributesRequireVerificationBeforeUpdate":[]})", ""},
          {R"("AutoVerifiedAttributes":["phone_number"])",
           "SMS configuration is required when phone_number is selected for auto verification"},
          {std::string(R"("AutoVerifiedAttributes":["phone_number"],)") + sms, ""},
          {R"("MfaConfiguration":"OFF")", ""},
          {R"("MfaConfiguration":"ON")", no_sms},
          {R"("MfaConfiguration":"OPTIONAL")", no_sms},
          {std::string(R"("MfaConfiguration":"ON",)") + sms, ""},
          {R"("AutoVerifiedAttributes":["phone_number"],"SmsConfiguration":{"ExternalId":"x"})",
           "SMS configuration is required when phone_number is selected for auto verification"},
          {R"("AutoVerifiedAttributes":["phone_number"],"SmsConfiguration":{"SnsCallerArn":""})",
           "SMS configuration is required when phone_number is selected for auto verification"},
          {std::string(R"("AutoVerifiedAttributes":["phone_number"],)") + eums, ""},
          {R"("MfaConfiguration":"ON","SmsConfiguration":{})", no_sms},
          {R"("MfaConfiguration":"OPTIONAL","SmsConfiguration":{"SnsCallerArn":""})", no_sms},
          {std::string(R"("MfaConfiguration":"ON",)") + eums, ""},
          {R"("EmailConfiguration":{"EmailSendingAccount":"DEVELOPER"})",
           "Source ARN is required to use DEVELOPER email sending owner"},
          {R"("EmailConfiguration":{"EmailSendingAccount":"DEVELOPER",)"
           R"("SourceArn":"arn:aws:ses:us-east-1:000000000000:identity/example.com"})",
           ""},
          {R"("AccountRecoverySetting":{"RecoveryMechanisms":[{"Priority":1,"Name":"admin_only"}]})", ""},
          {R"("AccountRecoverySetting":{"RecoveryMechanisms":[{"Priority":1,"Name":"admin_only"},)"
           R"({"Priority":2,"Name":"verified_email"}]})",
           "Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms."},
          {R"("AccountRecoverySetting":{"RecoveryMechanisms":[{"Priority":1,"Name":"verified_email"},)"
           R"({"Priority":1,"Name":"verified_phone_number"}]})",
           "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms."},
          {R"("AccountRecoverySetting":{"RecoveryMechanisms":[{"Priority":1,"Name":"verified_email"},)"
           R"({"Priority":2,"Name":"verified_email"}]})",
           "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms."},
          {std::string(R"("LambdaConfig":{"PreTokenGeneration":)") + arn +
               R"(,"PreTokenGenerationConfig":{"LambdaVersion":"V2_0","LambdaArn":)" + arn + "}}",
           ""},
          {std::string(R"("LambdaConfig":{"PreTokenGeneration":)") + arn +
               R"(,"PreTokenGenerationConfig":{"LambdaVersion":"V2_0","LambdaArn":)" + other + "}}",
           "PreTokenGeneration and PreTokenGenerationConfig must name the same function."},
          {std::string(R"("LambdaConfig":{"CustomEmailSender":{"LambdaVersion":"V1_0","LambdaArn":)") + arn +
               "}}",
           "KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used."},
          {R"("VerificationMessageTemplate":{"EmailMessageByLink":"{##Verify##}"})", ""},
          {R"("VerificationMessageTemplate":{"EmailMessageByLink":"{####} or {##Verify##}"})", ""},
          {R"("VerificationMessageTemplate":{"EmailMessageByLink":"EMAIL CODE {####}"})",
           "The message is invalid."},
          {invite + R"("EmailMessage":"{username} {####}","SMSMessage":"{####} {username}"}})", ""},
          {invite + R"("EmailSubject":"Welcome"}})", ""},
          {invite + R"("EmailMessage":"Welcome, {username}"}})", "The message is invalid."},
          {invite + R"("SMSMessage":"Welcome, {username}"}})", "The message is invalid."},
          {invite + R"("EmailMessage":"Password {####}"}})", "The message is invalid."},
          {invite + R"("EmailMessage":"{username} {####}","SMSMessage":"Password {####}"}})",
           "The message is invalid."},
          {invite + R"("EmailMessage":"Welcome, {username}","SMSMessage":"Dear {username}"}})" + passwordless,
           ""},
          {invite + R"("EmailMessage":"Welcome to us"}})" + passwordless, "The message is invalid."},
          {acr + R"(gold"}})", ""},
          {acr + R"(urn:cognito:loa:2"}})", "AcrValues must be unique across all levels."},
          {acr + R"(two words"}})", "Invalid AcrValue for Level1."},
          {acr + std::string(64, 'a') + R"("}})", ""},
          {acr + std::string(65, 'a') + R"("}})", "Invalid AcrValue for Level1."},
          {R"("AcrConfiguration":{"Level5":{"AcrValue":"x"}})",
           "AcrConfiguration has the levels Level1 to Level4."},
          {R"("UserPoolTags":{"team":"a"})", ""},
          {R"("UserPoolTags":{"aws:team":"a"})", "Tag keys must not begin with aws:, which is reserved."},
      }) {
    EXPECT_EQ(message(created(create(c.members))), c.message) << c.members;
  }
}

TEST(PoolSettings, a_plan_must_have_the_features_in_use) {
  const std::string lite =
      "The following features need to be disabled for the LITE pricing tier configured: ";
  struct Case {
    const char* members;
    std::string message;
  };
  for (
      const auto& c : std::vector<Case>{
          {R"("UserPoolTier":"LITE")", ""},
          {R"("UserPoolTier":"LITE","Policies":{"SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD"]}})",
           ""},
          {R"("UserPoolTier":"LITE","Policies":{"SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD","WEB_AUTHN"]}})",
           lite + "Passwordless Sign-In"},
          {R"("UserPoolTier":"LITE","LambdaConfig":{"PreTokenGenerationConfig":{"LambdaVersion":"V2_0",)"
           R"("LambdaArn":"arn:aws:lambda:us-east-1:000000000000:function:f"}})",
           lite + "Token Customization with Pre-Token Generation Lambda V2_0"},
          {R"("UserPoolTier":"LITE","Policies":{"PasswordPolicy":{"PasswordHistorySize":3},)"
           R"("SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD","EMAIL_OTP"]}})",
           lite + "Passwordless Sign-In, Password History"},
          {R"("UserPoolTier":"LITE","AcrConfiguration":{"Level1":{"AcrValue":"urn:cognito:loa:1"}})", ""},
          {R"("UserPoolTier":"LITE","AcrConfiguration":{"Level1":{"AcrValue":"gold"}})",
           lite + "Custom ACR Values"},
          {R"("UserPoolTier":"LITE","DcrConfiguration":{"EnableStatus":"Disabled"})", ""},
          {R"("UserPoolTier":"LITE","DcrConfiguration":{})", lite + "Dynamic Client Registration"},
          {R"("UserPoolAddOns":{"AdvancedSecurityMode":"OFF"})", ""},
          {R"("UserPoolAddOns":{"AdvancedSecurityMode":"AUDIT"})",
           "The following features need to be disabled for the ESSENTIALS pricing tier configured: Threat "
           "Protection"},
          {R"("UserPoolTier":"PLUS","UserPoolAddOns":{"AdvancedSecurityMode":"ENFORCED"})", ""},
      }) {
    const auto pool = created(create(c.members));
    EXPECT_EQ(message(pool), c.message) << c.members;
    if (!pool) EXPECT_EQ(pool.error().error, Refusal::feature_unavailable_in_tier);
  }
}

TEST(PoolSettings, an_update_resets_what_it_omits_and_keeps_what_cannot_change) {
  const auto current = existing(
      R"("UsernameAttributes":["email"],"UsernameConfiguration":{"CaseSensitive":false},"DeletionProtection":"ACTIVE",)"
      R"("AutoVerifiedAttributes":["email"],"EmailVerificationSubject":"s","UserPoolTags":{"a":"b"},)"
      R"("DeviceConfiguration":{},"DcrConfiguration":{"OpenDcrEnabled":true},)"
      R"("Schema":[{"Name":"x","AttributeDataType":"String"}])");
  const auto updated = updated_pool_settings(current, update(), OtherMfaFactors::none);
  ASSERT_TRUE(updated);
  EXPECT_EQ(updated->id, current.id);
  EXPECT_EQ(updated->arn, current.arn);
  EXPECT_EQ(updated->name, "p");
  EXPECT_EQ(updated->username_attributes, current.username_attributes);
  EXPECT_FALSE(updated->username_configuration->case_sensitive);
  EXPECT_EQ(updated->schema_attributes->size(), 21U);
  EXPECT_TRUE(updated->dcr_configuration->open_dcr_enabled);
  EXPECT_EQ(updated->user_pool_tags, current.user_pool_tags);

  auto rest = api::clone(*updated);
  rest.id.reset();
  rest.arn.reset();
  rest.username_attributes.reset();
  rest.username_configuration.reset();
  rest.dcr_configuration.reset();
  rest.user_pool_tags->clear();
  EXPECT_EQ(read_back(std::move(rest)), kDefaults);
}

TEST(PoolSettings, an_update_takes_what_it_names) {
  const auto updated = updated_pool_settings(
      existing(""), update(R"("PoolName":"q","DeletionProtection":"ACTIVE","DcrConfiguration":{})"),
      OtherMfaFactors::none);
  EXPECT_EQ(updated->name, "q");
  EXPECT_EQ(updated->deletion_protection, cognito_idp::DeletionProtectionType::ACTIVE);
  EXPECT_TRUE(updated->dcr_configuration);
}

TEST(PoolSettings, an_update_replaces_the_tags_only_when_it_names_them) {
  using Tags = std::map<std::string, std::string>;
  const auto current = existing(R"("UserPoolTags":{"a":"b"})");
  struct Case {
    const char* members;
    Tags tags;
  };
  for (const auto& c : std::vector<Case>{
           {"", {{"a", "b"}}},
           {R"("UserPoolTags":{"c":"d"})", {{"c", "d"}}},
           {R"("UserPoolTags":{})", {}},
       }) {
    const auto updated = updated_pool_settings(current, update(c.members), OtherMfaFactors::none);
    ASSERT_TRUE(updated);
    EXPECT_EQ(updated->user_pool_tags, c.tags) << c.members;
  }
}

TEST(PoolSettings, mfa_without_sms_needs_another_factor) {
  const auto request = update(R"("MfaConfiguration":"OPTIONAL")");
  EXPECT_FALSE(updated_pool_settings(existing(""), request, OtherMfaFactors::none));
  EXPECT_TRUE(updated_pool_settings(existing(""), request, OtherMfaFactors::configured));
}

TEST(PoolSettings, messages_are_sent_from_the_region_of_the_pool) {
  const auto region = [](const char* name) {
    return std::string(
               R"("SmsConfiguration":{"EumsSms":{"CallerArn":"arn:aws:iam::000000000000:role/sms",)") +
           R"("Region":")" + name + R"("}})";
  };
  constexpr auto elsewhere = "The Region of EumsSms must be the Region of the user pool.";
  EXPECT_EQ(message(created(create(region("us-east-1")))), "");
  EXPECT_EQ(message(created(create(region("us-east-2")))), elsewhere);
  EXPECT_EQ(message(new_pool_settings(create(region("us-east-2")), "us-east-2")), "");
  EXPECT_EQ(message(updated_pool_settings(existing(""), update(region("us-east-1")), OtherMfaFactors::none)),
            "");
  EXPECT_EQ(message(updated_pool_settings(existing(""), update(region("us-east-2")), OtherMfaFactors::none)),
            elsewhere);
}

TEST(PoolSettings, a_downgrade_with_features_in_use_is_refused_as_one) {
  const auto request = update(
      R"("UserPoolTier":"LITE","Policies":{"SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD","EMAIL_OTP"]}})");
  EXPECT_EQ(updated_pool_settings(existing(""), request, OtherMfaFactors::none).error().error,
            Refusal::tier_change_not_allowed);
  EXPECT_EQ(updated_pool_settings(existing(R"("UserPoolTier":"LITE")"), request, OtherMfaFactors::none)
                .error()
                .error,
            Refusal::feature_unavailable_in_tier);
}

TEST(PoolSettings, what_was_read_can_be_read_again_after_writing_it_back) {
  // Tools send a described pool back as it is, but for the old form of the days.
  auto described = existing("");
  UpdateUserPoolRequest request;
  api::copy_members(described, request);
  request.admin_create_user_config->unused_account_validity_days.reset();
  const auto updated = updated_pool_settings(described, request, OtherMfaFactors::none);
  ASSERT_TRUE(updated) << updated.error().message;
  EXPECT_EQ(api::encode(*updated), api::encode(described));
}

TEST(PoolSettings, tags_are_at_most_fifty) {
  std::map<std::string, std::string> tags;
  for (int i = 0; i < 50; ++i) tags["k" + std::to_string(i)] = "v";
  EXPECT_TRUE(check_tags(tags, Refusal::invalid_parameter));
  tags["one more"] = "v";
  EXPECT_EQ(check_tags(tags, Refusal::user_pool_tagging).error().error, Refusal::user_pool_tagging);
  EXPECT_TRUE(check_tags({{"aws", "v"}, {"AWS:x", "v"}}, Refusal::invalid_parameter));
}

}  // namespace
}  // namespace poolhouse::userpools
