// Attribute changes as a rule (reference 3.6).
#include "userpools/attributes/attribute_plan.h"

#include <gtest/gtest.h>

#include "api/cognito_idp/types/user_pool_type.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::DeliveryMediumType;
using cognito_idp::UserPoolType;
using cognito_idp::VerifiedAttributeType;

UserPoolType verifying(std::vector<VerifiedAttributeType> auto_verified,
                       std::vector<VerifiedAttributeType> before_update = {}) {
  UserPoolType pool;
  pool.auto_verified_attributes = std::move(auto_verified);
  pool.user_attribute_update_settings.emplace();
  pool.user_attribute_update_settings->attributes_require_verification_before_update =
      std::move(before_update);
  return pool;
}

const Delivery kToNewEmail{DeliveryMediumType::EMAIL, "email", "new@example.com"};
const Delivery kToNewPhone{DeliveryMediumType::SMS, "phone_number", "+12065550100"};

TEST(AttributePlan, follows_the_table) {
  using enum VerifiedAttributeType;
  const UserPoolType silent;
  const auto sends = verifying({email});
  const auto waits = verifying({email}, {email});
  const auto both_wait = verifying({email, phone_number}, {email, phone_number});
  const Attribute new_email{"email", "new@example.com"};
  struct Case {
    const char* what;
    UserPoolType pool;
    std::vector<Attribute> changes;
    Attributes stored;
    std::vector<Delivery> codes;
  };
  const std::vector<Case> cases = {
      {"an ordinary attribute", waits, {{"name", "Jane"}}, {{"name", "Jane"}}, {}},
      {"the last of a repeated one", waits, {{"name", "J"}, {"name", "Jane"}}, {{"name", "Jane"}}, {}},
      {"an address nobody verifies",
       silent,
       {new_email},
       {{"email", "new@example.com"}, {"email_verified", "false"}},
       {}},
      {"an auto-verified address",
       sends,
       {new_email},
       {{"email", "new@example.com"}, {"email_verified", "false"}},
       {kToNewEmail}},
      {"the other address",
       sends,
       {{"phone_number", "+12065550100"}},
       {{"phone_number", "+12065550100"}, {"phone_number_verified", "false"}},
       {}},
      {"an address that waits", waits, {new_email, {"name", "Jane"}}, {{"name", "Jane"}}, {kToNewEmail}},
      {"two that wait",
       both_wait,
       {{"phone_number", "+12065550100"}, new_email},
       {},
       {kToNewEmail, kToNewPhone}},
      {"one that waits and is declared verified",
       waits,
       {new_email, {"email_verified", "true"}},
       {{"email", "new@example.com"}, {"email_verified", "true"}},
       {}},
      {"one that waits and is declared unverified",
       waits,
       {new_email, {"email_verified", "false"}},
       {},
       {kToNewEmail}},
      {"a flag alone", waits, {{"email_verified", "false"}}, {{"email_verified", "false"}}, {}},
      {"a deleted address", waits, {{"email", ""}}, {{"email", ""}, {"email_verified", ""}}, {}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    const auto plan = plan_attribute_changes(c.pool, c.changes);
    EXPECT_EQ(plan.stored, c.stored);
    EXPECT_EQ(plan.codes, c.codes);
  }
}

TEST(AttributePlan, empty_values_delete_and_the_rest_stays) {
  const Attributes before = {{"email", "jane@example.com"}, {"name", "Jane"}};
  EXPECT_EQ(
      with_changes(before, {.stored = {{"email", ""}, {"nickname", ""}, {"locale", "fr"}}, .codes = {}}),
      (Attributes{{"locale", "fr"}, {"name", "Jane"}}));
}

}  // namespace
}  // namespace poolhouse::userpools
