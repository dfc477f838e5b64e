// AdminCreateUser through the dispatcher (reference 3.8, 1.5, 1.6, 12.3).
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

json attribute(const std::string& name, const std::string& value) {
  return {{"Name", name}, {"Value", value}};
}

// The value of an attribute of a shown user; null when it has none.
json value_in(const json& attributes, const std::string& name) {
  for (const auto& attribute : attributes) {
    if (attribute["Name"] == name) return attribute["Value"];
  }
  return nullptr;
}

class AdminCreateUserTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (!house) return;
    pool = house->pool();
    client = house->client(pool)["ClientId"];
  }
  json request(json members = json::object()) {
    json whole = {{"UserPoolId", pool},
                  {"Username", "jane"},
                  {"TemporaryPassword", "Temporary-1"},
                  {"DesiredDeliveryMediums", {"EMAIL"}},
                  {"UserAttributes", {attribute("email", "jane@example.com")}}};
    whole.update(members);
    return whole;
  }
  Answer create(const json& members = json::object()) {
    return house->call("AdminCreateUser", request(members));
  }
  std::string pool;
  std::string client;
};

TEST_P(AdminCreateUserTest, the_user_is_made_and_invited_with_name_and_temporary_password) {
  const auto answer = create();
  ASSERT_EQ(answer.status, 200) << answer.message;
  const auto& user = answer.body["User"];
  EXPECT_EQ(user["Username"], "jane");
  EXPECT_EQ(user["UserStatus"], "FORCE_CHANGE_PASSWORD");
  EXPECT_EQ(user["Enabled"], true);
  EXPECT_EQ(user["UserCreateDate"], user["UserLastModifiedDate"]);
  EXPECT_FALSE(user.contains("MFAOptions"));
  EXPECT_EQ(user["Attributes"].size(), 2U);
  EXPECT_EQ(value_in(user["Attributes"], "sub").get<std::string>().size(), 36U);
  EXPECT_EQ(value_in(user["Attributes"], "email"), "jane@example.com");

  const auto message = house->message_to("jane@example.com");
  EXPECT_EQ(message.subject, "Your temporary password");
  EXPECT_EQ(message.body, "Your username is jane and temporary password is Temporary-1. ");
  EXPECT_EQ(message.code, "Temporary-1");
  EXPECT_EQ(house->password_sign_in(client, "jane", "Temporary-1").body["ChallengeName"],
            "NEW_PASSWORD_REQUIRED");
}

TEST_P(AdminCreateUserTest, without_a_password_one_is_made_to_the_policy) {
  const auto policy = json{{"MinimumLength", 30},
                           {"RequireUppercase", true},
                           {"RequireLowercase", true},
                           {"RequireNumbers", true},
                           {"RequireSymbols", true}};
  const auto strict = house->pool({{"Policies", {{"PasswordPolicy", policy}}}});
  const auto strict_client = house->client(strict)["ClientId"];
  auto without = request({{"UserPoolId", strict}});
  without.erase("TemporaryPassword");
  house->must("AdminCreateUser", without);
  const auto password = house->code_sent_to("jane@example.com");
  EXPECT_EQ(password.size(), 30U);
  EXPECT_EQ(house->password_sign_in(strict_client, "jane", password).body["ChallengeName"],
            "NEW_PASSWORD_REQUIRED");
}

TEST_P(AdminCreateUserTest, the_invitation_goes_where_it_is_wanted) {
  struct Case {
    const char* what;
    json members;
    std::size_t emails;
    std::size_t texts;
  };
  const json both = {attribute("email", "jane@example.com"), attribute("phone_number", "+12065559934")};
  const std::vector<Case> cases = {
      {"e-mail", {{"DesiredDeliveryMediums", {"EMAIL"}}, {"UserAttributes", both}}, 1, 0},
      {"SMS", {{"DesiredDeliveryMediums", {"SMS"}}, {"UserAttributes", both}}, 0, 1},
      {"both", {{"DesiredDeliveryMediums", {"SMS", "EMAIL"}}, {"UserAttributes", both}}, 1, 1},
      {"SMS unless said", {{"DesiredDeliveryMediums", nullptr}, {"UserAttributes", both}}, 0, 1},
      {"no number, nothing said", {{"DesiredDeliveryMediums", nullptr}}, 0, 0},
      {"suppressed", {{"MessageAction", "SUPPRESS"}, {"UserAttributes", both}}, 0, 0},
      {"suppressed, no address", {{"MessageAction", "SUPPRESS"}, {"UserAttributes", json::array()}}, 0, 0},
  };
  std::size_t emails = 0;
  std::size_t texts = 0;
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    auto members = c.members;
    members["Username"] = "jane" + std::to_string(&c - cases.data());
    const auto answer = create(members);
    EXPECT_EQ(answer.status, 200) << answer.message;
    EXPECT_EQ(house->messages_sent_to("jane@example.com"), emails += c.emails);
    EXPECT_EQ(house->messages_sent_to("+12065559934"), texts += c.texts);
  }
}

TEST_P(AdminCreateUserTest, a_pool_has_its_own_invitation_text) {
  const auto custom = house->pool({{"AdminCreateUserConfig",
                                    {{"InviteMessageTemplate",
                                      {{"EmailSubject", "Welcome {username}"},
                                       {"EmailMessage", "<b>{username}</b> {####}"},
                                       {"SMSMessage", "{username} {####}"}}}}}});
  house->must(
      "AdminCreateUser",
      request({{"UserPoolId", custom},
               {"DesiredDeliveryMediums", {"EMAIL", "SMS"}},
               {"UserAttributes",
                {attribute("email", "jane@example.com"), attribute("phone_number", "+12065559934")}}}));
  EXPECT_EQ(house->message_to("jane@example.com").subject, "Welcome jane");
  EXPECT_EQ(house->message_to("jane@example.com").body, "<b>jane</b> Temporary-1");
  EXPECT_EQ(house->message_to("+12065559934").body, "jane Temporary-1");
}

TEST_P(AdminCreateUserTest, the_temporary_password_expires) {
  create();
  house->clock.advance(std::chrono::days(7) - std::chrono::seconds(1));
  EXPECT_EQ(house->password_sign_in(client, "jane", "Temporary-1").status, 200);
  house->clock.advance(std::chrono::seconds(1));
  expect_refused(house->password_sign_in(client, "jane", "Temporary-1"), "NotAuthorizedException",
                 "Temporary password has expired and must be reset by an administrator.");
}

TEST_P(AdminCreateUserTest, resending_gives_a_new_password_and_a_new_expiry) {
  const auto created = create().body["User"];
  house->clock.advance(std::chrono::days(8));
  auto again = request({{"MessageAction", "RESEND"}, {"TemporaryPassword", "Temporary-2"}});
  again.erase("UserAttributes");
  const auto invited = house->must("AdminCreateUser", again)["User"];
  EXPECT_EQ(invited["Attributes"], created["Attributes"]);
  EXPECT_EQ(invited["UserCreateDate"], created["UserCreateDate"]);
  EXPECT_GT(invited["UserLastModifiedDate"], created["UserLastModifiedDate"]);
  EXPECT_EQ(house->message_to("jane@example.com").body,
            "Your username is jane and temporary password is Temporary-2. ");
  expect_refused(house->password_sign_in(client, "jane", "Temporary-1"), "NotAuthorizedException",
                 "Incorrect username or password.");
  house->clock.advance(std::chrono::days(6));
  EXPECT_EQ(house->password_sign_in(client, "jane", "Temporary-2").body["ChallengeName"],
            "NEW_PASSWORD_REQUIRED");

  again.erase("TemporaryPassword");
  house->must("AdminCreateUser", again);
  const auto generated = house->code_sent_to("jane@example.com");
  EXPECT_NE(generated, "Temporary-2");
  EXPECT_EQ(house->password_sign_in(client, "jane", generated).body["ChallengeName"],
            "NEW_PASSWORD_REQUIRED");
}

TEST_P(AdminCreateUserTest, resending_is_refused_in_the_order_of_the_service_and_changes_nothing) {
  create();
  house->confirmed_user(pool, "settled", "Correct-Horse-1");
  struct Case {
    const char* what;
    json members;
    const char* error;
    const char* message;
  };
  const std::vector<Case> cases = {
      {"nobody", {{"Username", "nobody"}}, "UserNotFoundException", "User does not exist."},
      {"has a password of their own",
       {{"Username", "settled"}},
       "UnsupportedUserStateException",
       "Resend not possible. settled status is not FORCE_CHANGE_PASSWORD"},
      {"no address for the medium",
       {{"DesiredDeliveryMediums", {"EMAIL", "SMS"}}, {"TemporaryPassword", "weak"}},
       "InvalidParameterException",
       "User has no attribute matching desired delivery mediums"},
      {"weak password",
       {{"TemporaryPassword", "weakweak"}},
       "InvalidPasswordException",
       "Password did not conform with password policy: Password must have uppercase characters"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    auto members = c.members;
    members["MessageAction"] = "RESEND";
    expect_refused(create(members), c.error, c.message);
  }
  EXPECT_EQ(house->messages_sent_to("jane@example.com"), 1U);
  EXPECT_EQ(house->password_sign_in(client, "jane", "Temporary-1").status, 200);
  EXPECT_EQ(house->password_sign_in(client, "settled", "Correct-Horse-1").status, 200);
}

TEST_P(AdminCreateUserTest, bad_input_is_refused_in_order_and_changes_nothing) {
  house->confirmed_user(pool, "taken", "Correct-Horse-1");
  struct Case {
    const char* what;
    json members;
    const char* error;
    const char* message;
  };
  // Each row also has what every row below it is refused for.
  const std::vector<Case> cases = {
      {"unknown pool",
       {{"UserPoolId", "us-east-1_nobody123"}, {"Username", "taken"}},
       "ResourceNotFoundException",
       "User pool us-east-1_nobody123 does not exist."},
      {"unknown attribute",
       {{"Username", "taken"},
        {"TemporaryPassword", "weak"},
        {"UserAttributes", {attribute("custom:x", "1"), attribute("email_verified", "true")}}},
       "InvalidParameterException",
       "Attributes did not conform to the schema: custom:x: Attribute does not exist in the schema.\n"},
      {"bad e-mail",
       {{"Username", "taken"},
        {"TemporaryPassword", "weak"},
        {"UserAttributes", {attribute("email", "nowhere"), attribute("phone_number_verified", "true")}}},
       "InvalidParameterException",
       "Invalid email address format."},
      {"verified without an address",
       {{"Username", "taken"},
        {"TemporaryPassword", "weak"},
        {"UserAttributes", {attribute("email_verified", "true")}}},
       "InvalidParameterException",
       "Email is required to verify/un-verify an email"},
      {"no address for the medium",
       {{"Username", "taken"}, {"TemporaryPassword", "weak"}, {"DesiredDeliveryMediums", {"SMS"}}},
       "InvalidParameterException",
       "User has no attribute matching desired delivery mediums"},
      {"weak password",
       {{"Username", "taken"}, {"TemporaryPassword", "Weak-1"}},
       "InvalidPasswordException",
       "Password did not conform with password policy: Password not long enough"},
      {"taken name", {{"Username", "taken"}}, "UsernameExistsException", "User account already exists"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    expect_refused(create(c.members), c.error, c.message);
  }
  EXPECT_EQ(house->messages_sent_to("jane@example.com"), 0U);
  EXPECT_EQ(house->password_sign_in(client, "taken", "Correct-Horse-1").status, 200);
  EXPECT_EQ(create().status, 200);
}

TEST_P(AdminCreateUserTest, sub_cannot_be_chosen) {
  const auto refused =
      create({{"UserAttributes", {attribute("sub", "84514837-dcbc-4af1-abff-f3c109334894")}}});
  EXPECT_EQ(refused.error, "InvalidParameterException");
}

TEST_P(AdminCreateUserTest, where_the_email_is_the_username_the_invitation_says_the_email) {
  const auto by_email = house->pool({{"UsernameAttributes", {"email"}}});
  auto named = request({{"UserPoolId", by_email}, {"Username", "jane@example.com"}});
  named.erase("UserAttributes");
  const auto user = house->must("AdminCreateUser", named)["User"];
  EXPECT_EQ(user["Username"], value_in(user["Attributes"], "sub"));
  EXPECT_EQ(value_in(user["Attributes"], "email"), "jane@example.com");
  EXPECT_EQ(house->message_to("jane@example.com").body,
            "Your username is jane@example.com and temporary password is Temporary-1. ");

  expect_refused(house->call("AdminCreateUser", named), "UsernameExistsException",
                 "An account with the given email already exists.");
  named["Username"] = "jane";
  expect_refused(house->call("AdminCreateUser", named), "InvalidParameterException",
                 "Username should be an email.");
}

TEST_P(AdminCreateUserTest, a_verified_alias_moves_only_when_forced) {
  const auto aliases = house->pool({{"AliasAttributes", {"email"}}});
  const auto verified = json{attribute("email", "both@example.com"), attribute("email_verified", "true")};
  house->confirmed_user(aliases, "first", "Correct-Horse-1", verified);
  const auto second =
      request({{"UserPoolId", aliases}, {"Username", "second"}, {"UserAttributes", verified}});
  expect_refused(house->call("AdminCreateUser", second), "UsernameExistsException",
                 "An account with the given email already exists.");
  EXPECT_EQ(house->messages_sent_to("both@example.com"), 0U);

  auto unverified = second;
  unverified["Username"] = "third";
  unverified["UserAttributes"] = json::array({attribute("email", "both@example.com")});
  EXPECT_EQ(house->call("AdminCreateUser", unverified).status, 200);

  auto forced = second;
  forced["ForceAliasCreation"] = true;
  EXPECT_EQ(house->call("AdminCreateUser", forced).status, 200);
  const auto holder =
      house->must("AdminGetUser", {{"UserPoolId", aliases}, {"Username", "both@example.com"}});
  EXPECT_EQ(holder["Username"], "second");
  const auto loser = house->must("AdminGetUser", {{"UserPoolId", aliases}, {"Username", "first"}});
  EXPECT_EQ(value_in(loser["UserAttributes"], "email_verified"), "false");
}

ON_BOTH_ENGINES(AdminCreateUserTest);

}  // namespace
}  // namespace poolhouse::userpools
