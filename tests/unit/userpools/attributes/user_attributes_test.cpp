// UpdateUserAttributes, GetUserAttributeVerificationCode, VerifyUserAttribute and DeleteUserAttributes: a
// user's own profile (reference 1.4, 1.5, 2.5, 3.6, 12.3, 13.3).
#include "userpools/self_service_test.h"

namespace poolhouse::userpools {
namespace {

constexpr const char* kLimit = "Attempt limit exceeded, please try after some time.";
constexpr const char* kMismatch = "Invalid verification code provided, please try again.";
constexpr const char* kExpired = "Invalid code provided, please request a code again.";
constexpr const char* kUnauthorized = "A client attempted to write unauthorized attribute";
constexpr const char* kEmailTaken = "An account with the given email already exists.";

const json kWaiting = {
    {"AutoVerifiedAttributes", {"email"}},
    {"UserAttributeUpdateSettings", {{"AttributesRequireVerificationBeforeUpdate", {"email"}}}}};
const json kByEmailToNew = {
    {"AttributeName", "email"}, {"DeliveryMedium", "EMAIL"}, {"Destination", "n***@e***"}};

class UserAttributesTest : public SelfServiceTest {
 protected:
  void open_with_jane(const json& pool_settings = {{"AutoVerifiedAttributes", {"email"}}}) {
    open(pool_settings);
    confirmed();
    token = access_token();
  }
  Answer update(const std::vector<json>& attributes) {
    next_message();
    return house->call("UpdateUserAttributes", {{"AccessToken", token}, {"UserAttributes", attributes}});
  }
  Answer erase(const std::vector<std::string>& names) {
    return house->call("DeleteUserAttributes", {{"AccessToken", token}, {"UserAttributeNames", names}});
  }
  Answer ask(const std::string& name = "email") {
    next_message();
    return house->call("GetUserAttributeVerificationCode", {{"AccessToken", token}, {"AttributeName", name}});
  }
  Answer verify(const std::string& code, const std::string& name = "email") {
    return house->call("VerifyUserAttribute",
                       {{"AccessToken", token}, {"AttributeName", name}, {"Code", code}});
  }
  std::string token;
};

TEST_P(UserAttributesTest, what_is_no_address_is_stored_at_once) {
  open_with_jane();
  EXPECT_EQ(update({attribute("name", "Jane"), attribute("locale", "fr")}).body,
            json({{"CodeDeliveryDetailsList", json::array()}}));
  EXPECT_EQ(
      attributes_of(token),
      json({{"email", "jane@example.com"}, {"email_verified", "true"}, {"locale", "fr"}, {"name", "Jane"}}));
  EXPECT_EQ(update({attribute("locale", "")}).status, 200);
  EXPECT_FALSE(attributes_of(token).contains("locale"));
}

TEST_P(UserAttributesTest, a_new_address_is_unverified_until_its_code_is_given) {
  open_with_jane();
  EXPECT_EQ(update({attribute("email", "new@example.com")}).body,
            json({{"CodeDeliveryDetailsList", {kByEmailToNew}}}));
  EXPECT_EQ(attributes_of(token), json({{"email", "new@example.com"}, {"email_verified", "false"}}));
  EXPECT_EQ(verify(house->code_sent_to("new@example.com")).body, json::object());
  EXPECT_EQ(attributes_of(token), json({{"email", "new@example.com"}, {"email_verified", "true"}}));
  expect_refused(verify(house->code_sent_to("new@example.com")), "ExpiredCodeException", kExpired);
}

TEST_P(UserAttributesTest, a_pool_may_keep_the_old_address_until_the_new_one_is_verified) {
  open_with_jane(kWaiting);
  const auto before = attributes_of(token);
  EXPECT_EQ(update({attribute("email", "new@example.com")}).body,
            json({{"CodeDeliveryDetailsList", {kByEmailToNew}}}));
  EXPECT_EQ(attributes_of(token), before);
  EXPECT_EQ(verify(house->code_sent_to("new@example.com")).status, 200);
  EXPECT_EQ(attributes_of(token), json({{"email", "new@example.com"}, {"email_verified", "true"}}));
}

TEST_P(UserAttributesTest, of_two_waiting_addresses_only_the_last_counts) {
  open_with_jane(kWaiting);
  update({attribute("email", "first@example.com")});
  update({attribute("email", "second@example.com")});
  const auto first = house->code_sent_to("first@example.com");
  const auto second = house->code_sent_to("second@example.com");
  if (first != second) expect_refused(verify(first), "CodeMismatchException", kMismatch);
  EXPECT_EQ(verify(second).status, 200);
  EXPECT_EQ(attributes_of(token)["email"], "second@example.com");
}

TEST_P(UserAttributesTest, another_code_goes_to_the_waiting_address) {
  open_with_jane(kWaiting);
  EXPECT_EQ(ask().body, json({{"CodeDeliveryDetails", kByEmailToJane}}));
  update({attribute("email", "new@example.com")});
  EXPECT_EQ(ask().body, json({{"CodeDeliveryDetails", kByEmailToNew}}));
  EXPECT_EQ(verify(house->code_sent_to("new@example.com")).status, 200);
  EXPECT_EQ(attributes_of(token)["email"], "new@example.com");
}

TEST_P(UserAttributesTest, a_code_verifies_the_address_that_there_is) {
  open(json::object());
  sign_up();
  house->must("AdminConfirmSignUp", {{"UserPoolId", pool}, {"Username", "jane"}});
  token = access_token();
  EXPECT_EQ(attributes_of(token), json({{"email", "jane@example.com"}}));
  EXPECT_EQ(ask().body, json({{"CodeDeliveryDetails", kByEmailToJane}}));
  EXPECT_EQ(verify(house->code_sent_to("jane@example.com")).status, 200);
  EXPECT_EQ(attributes_of(token)["email_verified"], "true");
}

TEST_P(UserAttributesTest, a_code_never_brings_a_replaced_address_back) {
  open_with_jane();
  ask();
  const auto code = house->code_sent_to("jane@example.com");
  house->change_user(pool, "jane", [](User& user) { user.attributes["email"] = "new@example.com"; });
  expect_refused(verify(code), "ExpiredCodeException", kExpired);
  EXPECT_EQ(attributes_of(token)["email"], "new@example.com");
  EXPECT_EQ(ask().body, json({{"CodeDeliveryDetails", kByEmailToNew}}));
}

TEST_P(UserAttributesTest, a_code_lives_a_day_and_is_for_its_own_attribute) {
  open_with_jane();
  house->change_user(pool, "jane", [](User& user) { user.attributes["phone_number"] = "+12065550100"; });
  house->clock.advance(std::chrono::minutes(30));
  ask();
  const auto code = house->code_sent_to("jane@example.com");
  expect_refused(verify(code, "phone_number"), "ExpiredCodeException", kExpired);
  expect_refused(verify(kWrongCode), "CodeMismatchException", kMismatch);
  house->clock.advance(std::chrono::hours(24));
  token = access_token();
  expect_refused(verify(code), "ExpiredCodeException", kExpired);
}

TEST_P(UserAttributesTest, five_codes_an_hour_may_be_asked_for_and_fifteen_tried) {
  open_with_jane();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ask().status, 200) << i;
  expect_refused(ask(), "LimitExceededException", kLimit);
  EXPECT_EQ(house->messages_sent_to("jane@example.com"), 6U);
  const auto code = house->code_sent_to("jane@example.com");
  for (int i = 0; i < 15; ++i) EXPECT_EQ(verify(kWrongCode).error, "CodeMismatchException") << i;
  expect_refused(verify(code), "LimitExceededException", kLimit);
  house->clock.advance(std::chrono::hours(1));
  token = access_token();
  EXPECT_EQ(ask().status, 200);
  EXPECT_EQ(verify(house->code_sent_to("jane@example.com")).status, 200);
}

TEST_P(UserAttributesTest, five_codes_an_hour_are_sent_whichever_way_they_are_asked_for) {
  open_with_jane();
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(update({attribute("email", "new" + std::to_string(i) + "@example.com")}).status, 200);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(ask().status, 200);
  expect_refused(ask(), "LimitExceededException", kLimit);
  const auto before = attributes_of(token);
  expect_refused(update({attribute("email", "victim@example.com"), attribute("name", "Jane")}),
                 "TooManyRequestsException", kLimit);
  EXPECT_EQ(attributes_of(token), before);
  EXPECT_EQ(house->messages_sent_to("victim@example.com"), 0U);
  EXPECT_EQ(verify(house->code_sent_to("new2@example.com")).status, 200) << "the last code is still good";

  // What sends nothing is not limited, and neither are administrators.
  EXPECT_EQ(update({attribute("name", "Jane")}).status, 200);
  EXPECT_EQ(house
                ->call("AdminUpdateUserAttributes",
                       {{"UserPoolId", pool},
                        {"Username", "jane"},
                        {"UserAttributes", {attribute("email", "admins@example.com")}}})
                .status,
            200);
  EXPECT_EQ(house->messages_sent_to("admins@example.com"), 1U);
  house->clock.advance(std::chrono::hours(1));
  token = access_token();
  EXPECT_EQ(update({attribute("email", "new@example.com")}).status, 200);
}

TEST_P(UserAttributesTest, of_two_codes_at_once_both_are_counted_and_both_or_none_is_sent) {
  open_with_jane(
      {{"AutoVerifiedAttributes", {"email", "phone_number"}}, {"SmsConfiguration", kSmsConfiguration}});
  const auto both = [&](const char* email) {
    return update({attribute("email", email), attribute("phone_number", "+12065559934")});
  };
  EXPECT_EQ(both("first@example.com").status, 200);
  EXPECT_EQ(both("second@example.com").status, 200);
  expect_refused(both("third@example.com"), "TooManyRequestsException", kLimit);
  EXPECT_EQ(attributes_of(token)["email"], "second@example.com");
  EXPECT_EQ(house->messages_sent_to("third@example.com"), 0U);
  EXPECT_EQ(house->messages_sent_to("+12065559934"), 2U);
  EXPECT_EQ(ask().status, 200);
}

TEST_P(UserAttributesTest, codes_are_for_addresses_that_the_user_has) {
  open_with_jane();
  for (const auto& answer : {ask("name"), verify("123456", "name")})
    expect_refused(answer, "InvalidParameterException", "Attribute name cannot be verified by a code");
  expect_refused(ask("phone_number"), "InvalidParameterException",
                 "User does not have the attribute phone_number");
}

TEST_P(UserAttributesTest, bad_changes_are_refused_and_change_nothing) {
  const json schema = {{{"Name", "tenant"}, {"AttributeDataType", "String"}, {"Mutable", false}},
                       {{"Name", "given_name"}, {"Required", true}}};
  open({{"AutoVerifiedAttributes", {"email"}}, {"Schema", schema}},
       {{"WriteAttributes", {"email", "phone_number", "given_name", "custom:tenant"}}});
  confirmed("jane", {attribute("custom:tenant", "a"), attribute("given_name", "Jane")});
  token = access_token();
  const auto before = attributes_of(token);
  struct Case {
    const char* what;
    std::vector<json> attributes;
    const char* error;
    const char* message;
  };
  const std::vector<Case> cases = {
      {"no value",
       {{{"Name", "email"}}},
       "InvalidParameterException",
       "Attribute value for email must not be null"},
      {"flag", {attribute("email_verified", "true")}, "NotAuthorizedException", kUnauthorized},
      {"unlisted",
       {attribute("given_name", "J"), attribute("name", "J")},
       "NotAuthorizedException",
       kUnauthorized},
      {"sub",
       {attribute("sub", "me")},
       "InvalidParameterException",
       "Cannot modify the non-mutable attribute sub"},
      {"immutable",
       {attribute("custom:tenant", "b")},
       "InvalidParameterException",
       "user.custom:tenant: Attribute cannot be updated.\n"},
      {"required",
       {attribute("given_name", "")},
       "InvalidParameterException",
       "Invalid user attributes: given_name: Required attribute cannot be deleted.\n"},
      {"bad e-mail",
       {attribute("email", "nowhere")},
       "InvalidParameterException",
       "Invalid email address format."},
      {"bad phone",
       {attribute("phone_number", "12065550100")},
       "InvalidParameterException",
       "Invalid phone number format."},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    expect_refused(update(c.attributes), c.error, c.message);
  }
  expect_refused(erase({"given_name"}), "InvalidParameterException",
                 "Invalid user attributes: given_name: Required attribute cannot be deleted.\n");
  expect_refused(erase({"name"}), "NotAuthorizedException", kUnauthorized);
  expect_refused(erase({"email_verified"}), "NotAuthorizedException", kUnauthorized);
  EXPECT_EQ(attributes_of(token), before);
  EXPECT_EQ(house->messages_sent_to("jane@example.com"), 1U);
}

TEST_P(UserAttributesTest, deleting_takes_the_flag_and_the_code_along) {
  open_with_jane();
  update({attribute("name", "Jane")});
  ask();
  EXPECT_EQ(erase({"email", "name", "locale"}).body, json::object());
  EXPECT_EQ(attributes_of(token), json::object());
  expect_refused(verify(house->code_sent_to("jane@example.com")), "ExpiredCodeException", kExpired);
  expect_refused(erase({"custom:x"}), "InvalidParameterException",
                 "user.custom:x: Attribute does not exist in the schema.\n");
}

TEST_P(UserAttributesTest, an_alias_follows_the_verified_address) {
  open_with_jane({{"AutoVerifiedAttributes", {"email"}}, {"AliasAttributes", {"email"}}});
  EXPECT_EQ(house->password_sign_in(client, "jane@example.com", kPassword).status, 200);
  update({attribute("email", "new@example.com")});
  EXPECT_EQ(house->password_sign_in(client, "jane@example.com", kPassword).error, "UserNotFoundException");
  EXPECT_EQ(house->password_sign_in(client, "new@example.com", kPassword).error, "UserNotFoundException");
  EXPECT_EQ(verify(house->code_sent_to("new@example.com")).status, 200);
  EXPECT_EQ(house->password_sign_in(client, "new@example.com", kPassword).status, 200);
}

TEST_P(UserAttributesTest, an_alias_of_somebody_else_is_refused_when_it_would_become_active) {
  open_with_jane(
      {{"AutoVerifiedAttributes", {"email"}}, {"AliasAttributes", {"email", "preferred_username"}}});
  confirmed("june");
  EXPECT_EQ(update({attribute("email", "june@example.com")}).status, 200);
  expect_refused(verify(house->code_sent_to("june@example.com")), "AliasExistsException", kEmailTaken);
  EXPECT_EQ(attributes_of(token)["email_verified"], "false");
  EXPECT_EQ(house->password_sign_in(client, "june@example.com", kPassword).status, 200);
  expect_refused(update({attribute("preferred_username", "june")}), "AliasExistsException",
                 "An account with the given preferred_username already exists.");
}

TEST_P(UserAttributesTest, an_address_that_is_the_user_name_is_refused_at_once) {
  open({{"AutoVerifiedAttributes", {"email"}}, {"UsernameAttributes", {"email"}}});
  for (const char* name : {"jane@example.com", "june@example.com"}) {
    house->must("SignUp", {{"ClientId", client}, {"Username", name}, {"Password", kPassword}});
    house->must("AdminConfirmSignUp", {{"UserPoolId", pool}, {"Username", name}});
  }
  token = access_token("jane@example.com");
  expect_refused(update({attribute("email", "june@example.com")}), "AliasExistsException", kEmailTaken);
  EXPECT_EQ(house->messages_sent_to("june@example.com"), 1U) << "only the code of her sign-up";
  EXPECT_EQ(update({attribute("email", "new@example.com")}).status, 200);
  EXPECT_EQ(house->password_sign_in(client, "new@example.com", kPassword).status, 200);
}

ON_BOTH_ENGINES(UserAttributesTest);

}  // namespace
}  // namespace poolhouse::userpools
