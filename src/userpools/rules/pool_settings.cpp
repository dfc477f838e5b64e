#include "userpools/rules/pool_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <vector>

#include "api/codec.h"
#include "api/cognito_idp/types/create_user_pool_request.h"
#include "api/cognito_idp/types/update_user_pool_request.h"
#include "userpools/rules/attribute_schema.h"
#include "userpools/rules/message_template.h"
#include "userpools/rules/utf8.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::AliasAttributeType;
using cognito_idp::AuthFactorType;
using cognito_idp::PreTokenGenerationLambdaVersionType;
using cognito_idp::RecoveryOptionNameType;
using cognito_idp::UserPoolMfaType;
using cognito_idp::UserPoolTierType;
using cognito_idp::UserPoolType;
using cognito_idp::VerifiedAttributeType;
using AcrConfiguration = std::map<std::string, cognito_idp::AcrLevelConfigType>;

constexpr int kTemporaryPasswordDays = 7;

// The service's words for a template that lacks its placeholder (observed).
constexpr std::string_view kInvalidMessage = "The message is invalid.";

template <class T>
bool lists(const std::optional<std::vector<T>>& list, T value) {
  return list && std::ranges::find(*list, value) != list->end();
}

template <class T>
bool is_given(const std::optional<std::vector<T>>& list) {
  return list && !list->empty();
}

UserPoolTierType tier_of(const UserPoolType& pool) {
  return pool.user_pool_tier.value_or(UserPoolTierType::ESSENTIALS);
}

bool is_passwordless(const UserPoolType& pool) {
  if (!pool.policies || !pool.policies->sign_in_policy) return false;
  const auto& factors = pool.policies->sign_in_policy->allowed_first_auth_factors;
  return factors && std::ranges::any_of(*factors, [](auto f) { return f != AuthFactorType::PASSWORD; });
}

// ---- What does not go together, each in the service's words where they were seen. ----

Decided<void> check_sign_in_attributes(const UserPoolType& pool) {
  if (is_given(pool.alias_attributes) && is_given(pool.username_attributes)) {
    return invalid_parameter(
        "Only one of the aliasAttributes or usernameAttributes can be set in a User pool.");
  }
  // It cannot be given at sign-up when it is an alias, so nobody could sign up.
  const auto required = [&](std::string_view name) {
    const auto* attribute = pool.schema_attributes ? find_attribute(*pool.schema_attributes, name) : nullptr;
    return attribute && attribute->required.value_or(false);
  };
  if (lists(pool.alias_attributes, AliasAttributeType::preferred_username) &&
      required("preferred_username")) {
    return invalid_parameter("preferred_username cannot be both required and an alias.");
  }
  return {};
}

Decided<void> check_temporary_password_days(const UserPoolType& pool) {
  const bool new_form = pool.policies && pool.policies->password_policy &&
                        pool.policies->password_policy->temporary_password_validity_days;
  const bool old_form =
      pool.admin_create_user_config && pool.admin_create_user_config->unused_account_validity_days;
  if (!new_form || !old_form) return {};
  return invalid_parameter(
      "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays");
}

Decided<void> check_first_factors(const UserPoolType& pool) {
  if (!pool.policies || !pool.policies->sign_in_policy) return {};
  const auto& factors = pool.policies->sign_in_policy->allowed_first_auth_factors;
  if (!factors) return {};
  if (!lists(factors, AuthFactorType::PASSWORD)) {
    return invalid_parameter("Password should be configured as one of the allowed first auth factors.");
  }
  if (lists(factors, AuthFactorType::SOFTWARE_TOKEN)) {
    return invalid_parameter("SOFTWARE_TOKEN is not allowed as a first auth factor.");
  }
  return {};
}

Decided<void> check_verification_before_update(const UserPoolType& pool) {
  if (!pool.user_attribute_update_settings) return {};
  const auto& before_update =
      pool.user_attribute_update_settings->attributes_require_verification_before_update;
  if (!before_update) return {};
  if (std::ranges::all_of(*before_update, [&](auto a) { return lists(pool.auto_verified_attributes, a); }))
    return {};
  return invalid_parameter(
      "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes");
}

// Somebody who sends: a role that publishes to SNS, or End User Messaging.
bool sends_sms(const UserPoolType& pool) {
  if (!pool.sms_configuration) return false;
  const auto& sms = *pool.sms_configuration;
  return sms.eums_sms || (sms.sns_caller_arn && !sms.sns_caller_arn->empty());
}

Decided<void> check_sms(const UserPoolType& pool) {
  if (sends_sms(pool) || !lists(pool.auto_verified_attributes, VerifiedAttributeType::phone_number))
    return {};
  return invalid_parameter(
      "SMS configuration is required when phone_number is selected for auto verification");
}

// "Omitted or equal to the pool's Region" (documented; the text is ours).
Decided<void> check_sms_region(const UserPoolType& pool, std::string_view region) {
  if (!pool.sms_configuration || !pool.sms_configuration->eums_sms) return {};
  const auto& given = pool.sms_configuration->eums_sms->region;
  if (!given || *given == region) return {};
  return invalid_parameter("The Region of EumsSms must be the Region of the user pool.");
}

Decided<void> check_email(const UserPoolType& pool) {
  const auto& email = pool.email_configuration;
  if (!email || email->email_sending_account != cognito_idp::EmailSendingAccountType::DEVELOPER ||
      email->source_arn)
    return {};
  return invalid_parameter("Source ARN is required to use DEVELOPER email sending owner");
}

Decided<void> check_recovery(const UserPoolType& pool) {
  if (!pool.account_recovery_setting || !pool.account_recovery_setting->recovery_mechanisms) return {};
  const auto& mechanisms = *pool.account_recovery_setting->recovery_mechanisms;
  std::set<int> priorities;
  std::set<RecoveryOptionNameType> names;
  for (const auto& mechanism : mechanisms) {
    priorities.insert(mechanism.priority);
    names.insert(mechanism.name);
  }
  if (priorities.size() < mechanisms.size() || names.size() < mechanisms.size()) {
    return invalid_parameter(
        "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.");
  }
  if (names.contains(RecoveryOptionNameType::admin_only) && mechanisms.size() > 1) {
    return invalid_parameter(
        "Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.");
  }
  return {};
}

Decided<void> check_functions(const UserPoolType& pool) {
  if (!pool.lambda_config) return {};
  const auto& config = *pool.lambda_config;
  if (config.pre_token_generation && config.pre_token_generation_config &&
      *config.pre_token_generation != config.pre_token_generation_config->lambda_arn) {
    return invalid_parameter("PreTokenGeneration and PreTokenGenerationConfig must name the same function.");
  }
  if ((config.custom_sms_sender || config.custom_email_sender) && !config.kms_key_id) {
    return invalid_parameter("KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.");
  }
  return {};
}

// `{####}` keeps to the pattern of the model, but is no link (github.com/aws/aws-cli/issues/8280).
Decided<void> check_link_text(const UserPoolType& pool) {
  if (!pool.verification_message_template) return {};
  const auto& text = pool.verification_message_template->email_message_by_link;
  if (!text || has_link(*text)) return {};
  return invalid_parameter(std::string(kInvalidMessage));
}

// "Must contain the {username} and {####} placeholders"; without the second the user gets no password. It
// may be left out where users can be without one (documented; both asked for:
// github.com/aws/aws-cdk/pull/6484).
Decided<void> check_invitation_texts(const UserPoolType& pool) {
  if (!pool.admin_create_user_config || !pool.admin_create_user_config->invite_message_template) return {};
  const auto& texts = *pool.admin_create_user_config->invite_message_template;
  const bool needs_password = !is_passwordless(pool);
  for (const auto& text : {texts.email_message, texts.sms_message}) {
    if (!text) continue;
    if (!text->contains("{username}") || (needs_password && !text->contains("{####}")))
      return invalid_parameter(std::string(kInvalidMessage));
  }
  return {};
}

AcrConfiguration merged(const std::optional<AcrConfiguration>& given) {
  AcrConfiguration levels;
  for (int level = 1; level <= 4; ++level)
    levels[fmt::format("Level{}", level)].acr_value = fmt::format("urn:cognito:loa:{}", level);
  if (given) {
    for (const auto& [level, config] : *given) levels[level] = config;
  }
  return levels;
}

// "Unique across levels including defaults; no space, quote or backslash" (documented; the texts are ours).
Decided<void> check_acr_levels(const UserPoolType& pool) {
  const auto levels = merged(pool.acr_configuration);
  if (levels.size() > 4) return invalid_parameter("AcrConfiguration has the levels Level1 to Level4.");
  std::set<std::string_view> values;
  for (const auto& [level, config] : levels) {
    const auto& value = config.acr_value;
    const auto length = characters(value);
    if (length < 1 || length > 64 || value.find_first_of(" \"\\") != std::string::npos)
      return invalid_parameter(fmt::format("Invalid AcrValue for {}.", level));
    if (!values.insert(value).second) return invalid_parameter("AcrValues must be unique across all levels.");
  }
  return {};
}

Decided<void> check_pool_tags(const UserPoolType& pool) {
  return pool.user_pool_tags ? check_tags(*pool.user_pool_tags, Refusal::user_pool_tagging) : Decided<void>();
}

constexpr std::array kChecks{
    check_sign_in_attributes,
    check_temporary_password_days,
    check_first_factors,
    check_verification_before_update,
    check_sms,
    check_email,
    check_recovery,
    check_functions,
    check_link_text,
    check_invitation_texts,
    check_acr_levels,
    check_pool_tags,
};

Decided<void> check_mfa(const UserPoolType& pool, OtherMfaFactors other_factors) {
  const bool off = pool.mfa_configuration.value_or(UserPoolMfaType::OFF) == UserPoolMfaType::OFF;
  if (off || sends_sms(pool) || other_factors == OtherMfaFactors::configured) return {};
  return invalid_parameter(
      "SMS configuration and Auto verification for phone_number are required when MFA is required/optional");
}

// ---- Feature plans ----

bool remembers_passwords(const UserPoolType& pool) {
  return pool.policies && pool.policies->password_policy &&
         pool.policies->password_policy->password_history_size.value_or(0) > 0;
}

bool renames_acr_levels(const UserPoolType& pool) {
  const auto same = [](const auto& a, const auto& b) {
    return a.first == b.first && a.second.acr_value == b.second.acr_value;
  };
  return !std::ranges::equal(merged(pool.acr_configuration), merged(std::nullopt), same);
}

bool registers_clients(const UserPoolType& pool) {
  return pool.dcr_configuration && pool.dcr_configuration->enable_status != cognito_idp::StatusType::Disabled;
}

bool protects_from_threats(const UserPoolType& pool) {
  return pool.user_pool_add_ons &&
         pool.user_pool_add_ons->advanced_security_mode != cognito_idp::AdvancedSecurityModeType::OFF;
}

// The features a pool uses above its plan. Passwordless Sign-In and Token Customization are names that the
// service was seen to use; the others follow its documentation.
std::vector<std::string> features_above(const UserPoolType& pool) {
  const auto tier = tier_of(pool);
  std::vector<std::string> features;
  if (tier == UserPoolTierType::LITE) {
    if (is_passwordless(pool)) features.emplace_back("Passwordless Sign-In");
    const auto& version = pool.lambda_config ? pool.lambda_config->pre_token_generation_config : std::nullopt;
    if (version && version->lambda_version != PreTokenGenerationLambdaVersionType::V1_0) {
      features.push_back(fmt::format("Token Customization with Pre-Token Generation Lambda {}",
                                     to_string(version->lambda_version)));
    }
    if (remembers_passwords(pool)) features.emplace_back("Password History");
    if (registers_clients(pool)) features.emplace_back("Dynamic Client Registration");
    if (renames_acr_levels(pool)) features.emplace_back("Custom ACR Values");
  }
  if (tier != UserPoolTierType::PLUS && protects_from_threats(pool))
    features.emplace_back("Threat Protection");
  return features;
}

Decided<void> check_tier(const UserPoolType& pool, Refusal refusal) {
  const auto features = features_above(pool);
  if (features.empty()) return {};
  return refuse(
      refusal,
      fmt::format("The following features need to be disabled for the {} pricing tier configured: {}",
                  to_string(tier_of(pool)), fmt::join(features, ", ")));
}

// ---- Defaults ----

template <class T>
void drop_empty(std::optional<std::vector<T>>& list) {
  if (list && list->empty()) list.reset();
}

template <class T>
void fill(std::optional<T>& member, T value) {
  if (!member) member = std::move(value);
}

// Setting either shows both. Where they differ the template wins: Terraform changes the template and sends
// the top-level text that it last read beside it; a change of the top-level text it makes in both.
void mirror(std::optional<std::string>& top_level, std::optional<std::string>& in_template) {
  if (!in_template) in_template = top_level;
  top_level = in_template;
}

void fill_password_policy(UserPoolType& pool) {
  if (!pool.policies) pool.policies.emplace();
  auto& policy = pool.policies->password_policy;
  // A pool without a policy is strict; a policy that is given asks for what it names.
  const bool strict = !policy;
  if (!policy) policy.emplace();
  fill(policy->minimum_length, 8);
  fill(policy->require_uppercase, strict);
  fill(policy->require_lowercase, strict);
  fill(policy->require_numbers, strict);
  fill(policy->require_symbols, strict);

  // Twins: the older form is what AdminCreateUserConfig shows of the newer one. 0 stands for the default.
  auto& config = pool.admin_create_user_config;
  if (!config) config.emplace();
  fill(config->allow_admin_create_user_only, false);
  const int given =
      policy->temporary_password_validity_days.value_or(config->unused_account_validity_days.value_or(0));
  const int days = given > 0 ? given : kTemporaryPasswordDays;
  policy->temporary_password_validity_days = days;
  config->unused_account_validity_days = days;
}

void fill_first_factors(UserPoolType& pool) {
  auto& policy = pool.policies->sign_in_policy;
  if (!policy) policy.emplace();
  fill(policy->allowed_first_auth_factors, std::vector{AuthFactorType::PASSWORD});
}

void fill_verification_texts(UserPoolType& pool) {
  auto& texts = pool.verification_message_template;
  if (!texts) texts.emplace();
  fill(texts->default_email_option, cognito_idp::DefaultEmailOptionType::CONFIRM_WITH_CODE);
  mirror(pool.email_verification_message, texts->email_message);
  mirror(pool.email_verification_subject, texts->email_subject);
  mirror(pool.sms_verification_message, texts->sms_message);
}

void fill_functions(UserPoolType& pool) {
  if (!pool.lambda_config) pool.lambda_config.emplace();
  auto& config = *pool.lambda_config;
  if (config.pre_token_generation_config) {
    config.pre_token_generation = config.pre_token_generation_config->lambda_arn;
  } else if (config.pre_token_generation) {
    config.pre_token_generation_config = {.lambda_version = PreTokenGenerationLambdaVersionType::V1_0,
                                          .lambda_arn = *config.pre_token_generation};
  }
}

// New pools show this block (seen in Terraform's acceptance runs); pools from before it existed have none.
void fill_recovery(UserPoolType& pool) {
  if (pool.account_recovery_setting) return;
  pool.account_recovery_setting.emplace();
  pool.account_recovery_setting->recovery_mechanisms = {
      {.priority = 1, .name = RecoveryOptionNameType::verified_email},
      {.priority = 2, .name = RecoveryOptionNameType::verified_phone_number}};
}

void fill_defaults(UserPoolType& pool) {
  fill(pool.deletion_protection, cognito_idp::DeletionProtectionType::INACTIVE);
  fill(pool.mfa_configuration, UserPoolMfaType::OFF);
  fill(pool.user_pool_tier, UserPoolTierType::ESSENTIALS);
  fill(pool.user_pool_tags, {});
  if (!pool.email_configuration) pool.email_configuration.emplace();
  fill(pool.email_configuration->email_sending_account,
       cognito_idp::EmailSendingAccountType::COGNITO_DEFAULT);
  fill_password_policy(pool);
  fill_first_factors(pool);
  fill_verification_texts(pool);
  fill_functions(pool);
  fill_recovery(pool);
  pool.acr_configuration = merged(pool.acr_configuration);
  drop_empty(pool.alias_attributes);
  drop_empty(pool.username_attributes);
  drop_empty(pool.auto_verified_attributes);
}

Decided<UserPoolType> settled(UserPoolType pool, std::string_view region, OtherMfaFactors other_factors,
                              Refusal tier_refusal) {
  for (const auto check : kChecks) {
    if (const auto checked = check(pool); !checked) return std::unexpected(checked.error());
  }
  if (const auto checked = check_sms_region(pool, region); !checked) return std::unexpected(checked.error());
  if (const auto checked = check_mfa(pool, other_factors); !checked) return std::unexpected(checked.error());
  if (const auto checked = check_tier(pool, tier_refusal); !checked) return std::unexpected(checked.error());
  fill_defaults(pool);
  return pool;
}

}  // namespace

Decided<UserPoolType> new_pool_settings(const cognito_idp::CreateUserPoolRequest& request,
                                        std::string_view region) {
  auto schema = schema_of_new_pool(request.schema.value_or(Schema{}));
  if (!schema) return std::unexpected(schema.error());
  UserPoolType pool;
  api::copy_members(request, pool);
  pool.name = request.pool_name;
  pool.schema_attributes = *std::move(schema);
  return settled(std::move(pool), region, OtherMfaFactors::none, Refusal::feature_unavailable_in_tier);
}

Decided<UserPoolType> updated_pool_settings(const UserPoolType& current,
                                            const cognito_idp::UpdateUserPoolRequest& request,
                                            OtherMfaFactors other_factors) {
  auto pool = api::clone(current);
  api::copy_members(request, pool);
  if (request.pool_name) pool.name = request.pool_name;
  if (!request.dcr_configuration) pool.dcr_configuration = current.dcr_configuration;
  // Tools that tag with TagResource send none here.
  if (!request.user_pool_tags) pool.user_pool_tags = current.user_pool_tags;
  const bool downgrades = tier_of(pool) < tier_of(current);
  const auto id = current.id.value_or("");
  return settled(std::move(pool), id.substr(0, id.find('_')), other_factors,
                 downgrades ? Refusal::tier_change_not_allowed : Refusal::feature_unavailable_in_tier);
}

Decided<void> check_tags(const std::map<std::string, std::string>& tags, Refusal refusal) {
  if (tags.size() > kTagsMax)
    return refuse(refusal, fmt::format("A resource can have at most {} tags.", kTagsMax));
  for (const auto& [key, value] : tags) {
    if (key.starts_with("aws:"))
      return refuse(refusal, "Tag keys must not begin with aws:, which is reserved.");
  }
  return {};
}

}  // namespace poolhouse::userpools
