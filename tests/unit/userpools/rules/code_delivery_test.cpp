#include "userpools/rules/code_delivery.h"

#include <gtest/gtest.h>

#include "api/cognito_idp/types/user_pool_type.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::DeliveryMediumType;
using cognito_idp::RecoveryOptionNameType;
using cognito_idp::RecoveryOptionType;
using cognito_idp::UserPoolType;
using cognito_idp::UserStatusType;
using cognito_idp::VerifiedAttributeType;

const Delivery kByEmail{DeliveryMediumType::EMAIL, "email", "jane@example.com"};
const Delivery kBySms{DeliveryMediumType::SMS, "phone_number", "+12065559934"};
const Attributes kEmail{{"email", "jane@example.com"}};
const Attributes kPhone{{"phone_number", "+12065559934"}};
const Attributes kBoth{{"email", "jane@example.com"}, {"phone_number", "+12065559934"}};

Attributes verified(Attributes attributes) {
  for (const char* name : {"email", "phone_number"}) {
    if (attributes.contains(name)) attributes[std::string(name) + "_verified"] = "true";
  }
  return attributes;
}

UserPoolType verifying(std::vector<VerifiedAttributeType> attributes) {
  UserPoolType pool;
  pool.auto_verified_attributes = std::move(attributes);
  return pool;
}

UserPoolType recovering(std::vector<RecoveryOptionType> mechanisms) {
  UserPoolType pool;
  pool.account_recovery_setting.emplace();
  pool.account_recovery_setting->recovery_mechanisms = std::move(mechanisms);
  return pool;
}

TEST(CodeDelivery, masks_addresses) {
  struct Case {
    const char *address, *mask;
  };
  for (const auto& c : {Case{"jane@example.com", "j***@e***"}, Case{"j@e.c", "j***@e***"},
                        Case{"Élodie@exemple.fr", "É***@e***"}, Case{"\"a@b\"@c.d", "\"***@c***"}}) {
    EXPECT_EQ(masked_email(c.address), c.mask);
  }
  for (const auto& c : {Case{"+12065559934", "+*******9934"}, Case{"+12345", "+*2345"},
                        Case{"+1234", "+1234"}, Case{"+1", "+1"}}) {
    EXPECT_EQ(masked_phone_number(c.address), c.mask);
  }
}

TEST(CodeDelivery, details_tell_the_attribute_the_medium_and_the_mask) {
  const auto details = code_delivery_details(kBySms);
  EXPECT_EQ(details.attribute_name, "phone_number");
  EXPECT_EQ(details.delivery_medium, DeliveryMediumType::SMS);
  EXPECT_EQ(details.destination, "+*******9934");
}

TEST(CodeDelivery, goes_to_email_and_phone_number_only) {
  EXPECT_EQ(delivery_to("email", kBoth), kByEmail);
  EXPECT_EQ(delivery_to("phone_number", kBoth), kBySms);
  EXPECT_EQ(delivery_to("phone_number", kEmail), std::nullopt);
  EXPECT_EQ(delivery_to("name", {{"name", "Jane"}}), std::nullopt);
}

TEST(CodeDelivery, sign_up_prefers_the_phone_among_what_the_pool_verifies) {
  using enum VerifiedAttributeType;
  struct Case {
    UserPoolType pool;
    Attributes attributes;
    std::optional<Delivery> delivery;
  };
  for (const auto& c : std::vector<Case>{
           {{}, kBoth, std::nullopt},
           {verifying({email}), kBoth, kByEmail},
           {verifying({email}), kPhone, std::nullopt},
           {verifying({phone_number}), kBoth, kBySms},
           {verifying({email, phone_number}), kBoth, kBySms},
           {verifying({email, phone_number}), kEmail, kByEmail},
           {verifying({email, phone_number}), {}, std::nullopt},
       }) {
    EXPECT_EQ(sign_up_delivery(c.pool, c.attributes), c.delivery);
  }
}

TEST(CodeDelivery, recovery_takes_the_first_verified_channel_of_the_setting) {
  using enum RecoveryOptionNameType;
  const auto legacy = UserPoolType{};
  const auto email_only = recovering({{1, verified_email}});
  const auto phone_first = recovering({{2, verified_email}, {1, verified_phone_number}});
  const auto email_first = recovering({{1, verified_email}, {2, verified_phone_number}});
  const auto confirmed = UserStatusType::CONFIRMED;
  const Fault nothing{
      Refusal::invalid_parameter,
      "Cannot reset password for the user as there is no registered/verified email or phone_number"};
  struct Case {
    UserPoolType pool;
    Attributes attributes;
    UserStatusType status;
    bool sms_mfa, email_mfa;
    Decided<Delivery> delivery;
  };
  for (const auto& c : std::vector<Case>{
           {legacy, verified(kBoth), confirmed, false, false, kBySms},
           {legacy, verified(kEmail), confirmed, false, false, kByEmail},
           {email_first, verified(kBoth), confirmed, false, false, kByEmail},
           {email_first, verified(kPhone), confirmed, false, false, kBySms},
           {phone_first, verified(kBoth), confirmed, false, false, kBySms},
           {phone_first, verified(kBoth), confirmed, true, false, kByEmail},
           {email_first, verified(kBoth), confirmed, false, true, kBySms},
           {legacy, verified(kBoth), confirmed, true, false, kByEmail},
           {email_only, verified(kEmail), confirmed, false, true, std::unexpected(nothing)},
           {email_only, verified(kPhone), confirmed, false, false, std::unexpected(nothing)},
           {legacy, kBoth, UserStatusType::UNCONFIRMED, false, false, std::unexpected(nothing)},
           {legacy, verified(kBoth), UserStatusType::RESET_REQUIRED, false, false, kBySms},
       }) {
    EXPECT_EQ(recovery_delivery(c.pool, {.attributes = c.attributes,
                                         .status = c.status,
                                         .sms_mfa_active = c.sms_mfa,
                                         .email_mfa_active = c.email_mfa}),
              c.delivery);
  }
}

TEST(CodeDelivery, recovery_is_refused_in_the_order_disabled_state_setting) {
  const auto admin_only = recovering({{1, RecoveryOptionNameType::admin_only}});
  struct Case {
    bool enabled;
    UserStatusType status;
    std::string message;
  };
  for (const auto& c : {
           Case{false, UserStatusType::FORCE_CHANGE_PASSWORD, "User is disabled."},
           Case{true, UserStatusType::FORCE_CHANGE_PASSWORD,
                "User password cannot be reset in the current state."},
           Case{true, UserStatusType::EXTERNAL_PROVIDER,
                "User password cannot be reset in the current state."},
           Case{true, UserStatusType::CONFIRMED, "Contact administrator to reset password."},
       }) {
    const auto attributes = verified(kBoth);
    const auto decided =
        recovery_delivery(admin_only, {.attributes = attributes, .status = c.status, .enabled = c.enabled});
    EXPECT_EQ(decided.error(), (Fault{Refusal::not_authorized, c.message}));
  }
}

UserPoolType verifying_and_recovering(std::vector<VerifiedAttributeType> verified,
                                      std::vector<RecoveryOptionType> mechanisms) {
  auto pool = recovering(std::move(mechanisms));
  pool.auto_verified_attributes = std::move(verified);
  return pool;
}

// What a user who has an address of each kind that the pool verifies would be told, and whose own address the
// name is, if it is one.
TEST(CodeDelivery, a_name_that_nobody_has_gets_its_code_where_a_user_would) {
  using enum VerifiedAttributeType;
  using enum RecoveryOptionNameType;
  const std::vector<RecoveryOptionType> by_email = {{1, verified_email}};
  const std::vector<RecoveryOptionType> by_phone = {{1, verified_phone_number}};
  const std::vector<RecoveryOptionType> email_first = {{1, verified_email}, {2, verified_phone_number}};
  const std::vector<RecoveryOptionType> phone_first = {{2, verified_email}, {1, verified_phone_number}};
  const std::vector<VerifiedAttributeType> both = {phone_number, email};
  const auto in_pool = verifying_and_recovering;
  constexpr auto kSms = DeliveryMediumType::SMS;
  constexpr auto kMail = DeliveryMediumType::EMAIL;
  struct Case {
    UserPoolType pool;
    const char* name;
    DeliveryMediumType after_sign_up, at_recovery;
  };
  const char* const nobody = "nobody";
  const char* const mail = "jane@example.com";
  const char* const phone = "+12065550100";
  for (const auto& c : std::vector<Case>{
           // A plain name: the first of what the purpose allows.
           {in_pool({email}, email_first), nobody, kMail, kMail},
           {in_pool({phone_number}, phone_first), nobody, kSms, kSms},
           {in_pool(both, email_first), nobody, kSms, kMail},
           {in_pool(both, phone_first), nobody, kSms, kSms},
           {in_pool(both, by_email), nobody, kSms, kMail},
           {in_pool(both, by_phone), nobody, kSms, kSms},
           // A channel whose addresses nothing verifies comes behind one whose addresses sign-up verifies.
           {in_pool({phone_number}, email_first), nobody, kSms, kSms},
           {in_pool({email}, phone_first), nobody, kMail, kMail},
           {in_pool({phone_number}, by_email), nobody, kSms, kMail},
           {in_pool({}, phone_first), nobody, kMail, kSms},
           {verifying({email}), nobody, kMail, kMail},
           {verifying(both), nobody, kSms, kSms},
           {{}, nobody, kMail, kSms},
           // A name that is an address counts where the purpose allows its channel, and not elsewhere.
           {in_pool(both, email_first), mail, kMail, kMail},
           {in_pool(both, email_first), phone, kSms, kSms},
           {in_pool(both, by_email), phone, kSms, kMail},
           {in_pool(both, by_phone), mail, kMail, kSms},
           {in_pool({phone_number}, phone_first), mail, kSms, kSms},
           {in_pool({email}, email_first), phone, kMail, kMail},
           {in_pool({}, email_first), phone, kMail, kSms},
       }) {
    for (const auto& [purpose, medium] : {std::pair{CodePurpose::sign_up, c.after_sign_up},
                                          std::pair{CodePurpose::forgot_password, c.at_recovery}}) {
      SCOPED_TRACE(testing::Message() << c.name << ", purpose " << static_cast<int>(purpose));
      const auto told = simulated_delivery(c.pool, purpose, c.name, "12345678");
      EXPECT_EQ(told.medium, medium);
      EXPECT_EQ(told.attribute_name, medium == kMail ? "email" : "phone_number");
      const bool is_address = c.name == (medium == kMail ? mail : phone);
      EXPECT_EQ(told.address == c.name, is_address) << told.address;
    }
  }
}

TEST(CodeDelivery, an_invented_address_looks_like_one_and_follows_the_hash) {
  using enum VerifiedAttributeType;
  const auto shown = [](const UserPoolType& pool, std::string_view name, std::string_view bytes) {
    return *code_delivery_details(simulated_delivery(pool, CodePurpose::sign_up, name, bytes)).destination;
  };
  const auto mails = verifying({email});
  const auto texts = verifying({phone_number});
  EXPECT_EQ(shown(mails, "jane@example.com", "12345678"), masked_email("jane@example.com"));
  EXPECT_EQ(shown(mails, "nobody", "12345678").size(), masked_email("jane@example.com").size());
  EXPECT_EQ(shown(texts, "nobody", "12345678").size(), masked_phone_number("+12065559934").size());
  EXPECT_EQ(shown(mails, "nobody", "12345678"), shown(mails, "somebody", "12345678"));
  EXPECT_NE(shown(mails, "nobody", "12345678"), shown(mails, "nobody", "abcdefgh"));
}

TEST(CodeDelivery, codes_have_their_digits_and_their_life) {
  using std::chrono::hours;
  using std::chrono::minutes;
  struct Case {
    CodePurpose purpose;
    std::size_t digits;
    Duration ttl;
  };
  for (const auto& c :
       {Case{CodePurpose::sign_up, 6, hours(24)}, Case{CodePurpose::attribute_verification, 6, hours(24)},
        Case{CodePurpose::forgot_password, 6, hours(1)}, Case{CodePurpose::mfa, 6, minutes(5)},
        Case{CodePurpose::first_factor, 8, minutes(5)}}) {
    EXPECT_EQ(code_digits(c.purpose), c.digits);
    EXPECT_EQ(code_ttl(c.purpose, minutes(5)), c.ttl);
  }
}

}  // namespace
}  // namespace poolhouse::userpools
