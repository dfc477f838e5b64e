// AdminUpdateUserAttributes and AdminDeleteUserAttributes (reference 1.4, 3.6, 12.3).
#include "userpools/self_service_test.h"

namespace poolhouse::userpools {
namespace {

class AdminUserAttributesTest : public SelfServiceTest {
 protected:
  Answer update(const std::vector<json>& attributes, const std::string& username = "jane") {
    next_message();
    return house->call("AdminUpdateUserAttributes",
                       {{"UserPoolId", pool}, {"Username", username}, {"UserAttributes", attributes}});
  }
  Answer erase(const std::vector<std::string>& names, const std::string& username = "jane") {
    return house->call("AdminDeleteUserAttributes",
                       {{"UserPoolId", pool}, {"Username", username}, {"UserAttributeNames", names}});
  }
};

const json kWaiting = {
    {"AutoVerifiedAttributes", {"email"}},
    {"UserAttributeUpdateSettings", {{"AttributesRequireVerificationBeforeUpdate", {"email"}}}}};

TEST_P(AdminUserAttributesTest, an_address_declared_verified_is_stored_without_a_code) {
  open(kWaiting);
  confirmed();
  const auto token = access_token();
  EXPECT_EQ(update({attribute("email", "new@example.com"), attribute("email_verified", "true")}).body,
            json::object());
  EXPECT_EQ(attributes_of(token), json({{"email", "new@example.com"}, {"email_verified", "true"}}));
  EXPECT_EQ(house->messages_sent_to("new@example.com"), 0U);
}

TEST_P(AdminUserAttributesTest, an_address_without_the_flag_goes_the_way_of_the_user) {
  open(kWaiting);
  confirmed();
  const auto token = access_token();
  const auto before = attributes_of(token);
  EXPECT_EQ(update({attribute("email", "new@example.com")}).status, 200);
  EXPECT_EQ(attributes_of(token), before);
  house->must(
      "VerifyUserAttribute",
      {{"AccessToken", token}, {"AttributeName", "email"}, {"Code", house->code_sent_to("new@example.com")}});
  EXPECT_EQ(attributes_of(token)["email"], "new@example.com");
}

TEST_P(AdminUserAttributesTest, writes_what_users_may_not) {
  open({{"AutoVerifiedAttributes", {"email"}},
        {"Schema", {{{"Name", "role"}, {"AttributeDataType", "String"}, {"DeveloperOnlyAttribute", true}}}}},
       {{"WriteAttributes", {"email"}}});
  confirmed();
  const auto token = access_token();
  EXPECT_EQ(update({attribute("email_verified", "false"), attribute("name", "Jane"),
                    attribute("dev:custom:role", "guest")})
                .status,
            200);
  EXPECT_EQ(attributes_of(token)["email_verified"], "false");
  EXPECT_EQ(attributes_of(token)["name"], "Jane");
  EXPECT_EQ(house->messages_sent_to("jane@example.com"), 1U);
  EXPECT_EQ(erase({"name", "email_verified"}).body, json::object());
  EXPECT_FALSE(attributes_of(token).contains("name"));
  EXPECT_FALSE(attributes_of(token).contains("email_verified"));
}

TEST_P(AdminUserAttributesTest, bad_changes_are_refused_in_order_and_change_nothing) {
  open({{"AutoVerifiedAttributes", {"email"}}, {"AliasAttributes", {"email"}}});
  confirmed();
  confirmed("june");
  const auto token = access_token();
  const auto before = attributes_of(token);
  struct Case {
    const char* what;
    Answer answer;
    const char* error;
    const char* message;
  };
  const std::vector<Case> cases = {
      {"pool",
       house->call("AdminUpdateUserAttributes",
                   {{"UserPoolId", "us-east-1_nowhere00"},
                    {"Username", "jane"},
                    {"UserAttributes", json::array({attribute("custom:x", "1")})}}),
       "ResourceNotFoundException", "User pool us-east-1_nowhere00 does not exist."},
      {"user", update({attribute("custom:x", "1")}, "nobody"), "UserNotFoundException",
       "User does not exist."},
      {"unknown", update({attribute("custom:x", "1")}), "InvalidParameterException",
       "user.custom:x: Attribute does not exist in the schema.\n"},
      {"sub", update({attribute("sub", "me")}), "InvalidParameterException",
       "Cannot modify the non-mutable attribute sub"},
      {"flag without address", update({attribute("phone_number_verified", "true")}),
       "InvalidParameterException", "Phone number is required to verify/un-verify a phone number"},
      {"somebody's alias",
       update({attribute("email", "june@example.com"), attribute("email_verified", "true")}),
       "AliasExistsException", "An account with the given email already exists."},
      {"deleting of nobody", erase({"custom:x"}, "nobody"), "UserNotFoundException", "User does not exist."},
      {"deleting the unknown", erase({"custom:x"}), "InvalidParameterException",
       "user.custom:x: Attribute does not exist in the schema.\n"},
      {"deleting sub", erase({"sub"}), "InvalidParameterException",
       "Cannot modify the non-mutable attribute sub"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    expect_refused(c.answer, c.error, c.message);
  }
  EXPECT_EQ(attributes_of(token), before);
}

ON_BOTH_ENGINES(AdminUserAttributesTest);

}  // namespace
}  // namespace poolhouse::userpools
