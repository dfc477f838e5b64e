// ForgotPassword and ConfirmForgotPassword (reference 2.6, 3.7, 12.3, 13.3).
#include "userpools/self_service_test.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::UserStatusType;

constexpr const char* kLimit = "Attempt limit exceeded, please try after some time.";
constexpr const char* kMismatch = "Invalid verification code provided, please try again.";
constexpr const char* kExpired = "Invalid code provided, please request a code again.";
constexpr const char* kNothingVerified =
    "Cannot reset password for the user as there is no registered/verified email or phone_number";

class ForgotPasswordTest : public SelfServiceTest {
 protected:
  static constexpr const char* kNewPassword = "Correct-Horse-2";

  Answer forgot(const std::string& username = "jane") { return forgot_by(client, username); }
  Answer forgot_by(const std::string& by, const std::string& username) {
    next_message();
    return house->call("ForgotPassword", {{"ClientId", by}, {"Username", username}});
  }
  Answer confirm(const std::string& code, const std::string& password = kNewPassword) {
    return confirm_by(client, "jane", code, password);
  }
  Answer confirm_by(const std::string& by, const std::string& username, const std::string& code,
                    const std::string& password = kNewPassword) {
    return house->call(
        "ConfirmForgotPassword",
        {{"ClientId", by}, {"Username", username}, {"ConfirmationCode", code}, {"Password", password}});
  }
  std::string janes_code() { return house->code_sent_to("jane@example.com"); }
};

TEST_P(ForgotPasswordTest, the_code_sets_a_new_password_once) {
  open();
  confirmed();
  EXPECT_EQ(forgot().body, json({{"CodeDeliveryDetails", kByEmailToJane}}));
  const auto code = janes_code();
  EXPECT_EQ(house->password_sign_in(client, "jane", kPassword).status, 200);
  EXPECT_EQ(confirm(code).body, json::object());
  EXPECT_EQ(house->password_sign_in(client, "jane", kPassword).error, "NotAuthorizedException");
  EXPECT_EQ(house->srp_sign_in(client, "jane", kNewPassword, pool).status, 200);
  expect_refused(confirm(code, "Correct-Horse-3"), "ExpiredCodeException", kExpired);
  EXPECT_EQ(house->password_sign_in(client, "jane", kNewPassword).status, 200);
}

TEST_P(ForgotPasswordTest, keeps_the_sessions_and_the_attributes_that_there_were) {
  open();
  confirmed();
  const auto token = access_token();
  const auto before = attributes_of(token);
  forgot();
  EXPECT_EQ(confirm(janes_code()).status, 200);
  EXPECT_EQ(attributes_of(token), before);
}

TEST_P(ForgotPasswordTest, a_new_password_does_not_lift_the_lock_of_wrong_ones) {
  open();
  confirmed();
  forgot();
  for (int i = 0; i < 6; ++i) {
    house->clock.advance(std::chrono::seconds(1));
    (void)house->password_sign_in(client, "jane", "Wrong-Horse-1");
  }
  EXPECT_EQ(confirm(janes_code()).status, 200);
  expect_refused(house->password_sign_in(client, "jane", kNewPassword), "NotAuthorizedException",
                 "Password attempts exceeded");
  house->clock.advance(std::chrono::seconds(2));
  EXPECT_EQ(house->password_sign_in(client, "jane", kNewPassword).status, 200);
}

TEST_P(ForgotPasswordTest, a_wrong_code_or_password_leaves_the_right_code_as_it_is) {
  open();
  confirmed();
  expect_refused(confirm("123456"), "ExpiredCodeException", kExpired);
  forgot();
  expect_refused(confirm(kWrongCode), "CodeMismatchException", kMismatch);
  expect_refused(confirm(janes_code(), "short-1"), "InvalidPasswordException",
                 "Password does not conform to policy: Password not long enough");
  EXPECT_EQ(house->password_sign_in(client, "jane", kPassword).status, 200);
  EXPECT_EQ(confirm(janes_code()).status, 200);
}

TEST_P(ForgotPasswordTest, a_code_lives_an_hour) {
  open();
  confirmed();
  forgot();
  house->clock.advance(std::chrono::minutes(60));
  expect_refused(confirm(janes_code()), "ExpiredCodeException", kExpired);
  forgot();
  house->clock.advance(std::chrono::minutes(59));
  EXPECT_EQ(confirm(janes_code()).status, 200);
}

TEST_P(ForgotPasswordTest, a_code_dies_with_the_address_it_was_sent_to) {
  open();
  confirmed();
  forgot();
  const auto code = janes_code();
  house->change_user(pool, "jane", [](User& user) { user.attributes["email"] = "new@example.com"; });
  expect_refused(confirm(code), "ExpiredCodeException", kExpired);
  house->change_user(pool, "jane", [](User& user) { user.attributes["email"] = "jane@example.com"; });
  EXPECT_EQ(confirm(code).status, 200);
}

TEST_P(ForgotPasswordTest, ten_codes_may_be_asked_for_and_ten_tried_an_hour) {
  open();
  confirmed();
  for (int i = 0; i < 10; ++i) EXPECT_EQ(forgot().status, 200) << i;
  expect_refused(forgot(), "LimitExceededException", kLimit);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(confirm(kWrongCode).error, "CodeMismatchException") << i;
  expect_refused(confirm(janes_code()), "LimitExceededException", kLimit);
  house->clock.advance(std::chrono::hours(1));
  EXPECT_EQ(forgot().status, 200);
  EXPECT_EQ(confirm(janes_code()).status, 200);
}

TEST_P(ForgotPasswordTest, a_hundred_codes_may_be_tried_a_day) {
  open();
  confirmed();
  for (int hour = 0; hour < 10; ++hour) {
    ASSERT_EQ(forgot().status, 200);
    for (int i = 0; i < 10; ++i) ASSERT_EQ(confirm(kWrongCode).error, "CodeMismatchException") << hour;
    house->clock.advance(std::chrono::hours(1));
  }
  EXPECT_EQ(forgot().status, 200);
  expect_refused(confirm(janes_code()), "LimitExceededException", kLimit);
  house->clock.advance(std::chrono::hours(14));
  EXPECT_EQ(forgot().status, 200);
  EXPECT_EQ(confirm(janes_code()).status, 200);
}

TEST_P(ForgotPasswordTest, is_refused_where_there_is_nothing_to_recover) {
  open();
  confirmed();
  struct Case {
    const char* what;
    std::function<void(User&)> change;
    const char* error;
    const char* message;
  };
  const std::vector<Case> cases = {
      {"disabled",
       [](User& user) {
         user.enabled = false;
         user.status = UserStatusType::FORCE_CHANGE_PASSWORD;
       },
       "NotAuthorizedException", "User is disabled."},
      {"temporary password",
       [](User& user) {
         user.enabled = true;
         user.attributes.erase("email_verified");
       },
       "NotAuthorizedException", "User password cannot be reset in the current state."},
      {"federated", [](User& user) { user.status = UserStatusType::EXTERNAL_PROVIDER; },
       "NotAuthorizedException", "User password cannot be reset in the current state."},
      {"nothing verified", [](User& user) { user.status = UserStatusType::CONFIRMED; },
       "InvalidParameterException", kNothingVerified},
      {"unconfirmed", [](User& user) { user.status = UserStatusType::UNCONFIRMED; },
       "InvalidParameterException", kNothingVerified},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    house->change_user(pool, "jane", c.change);
    expect_refused(forgot(), c.error, c.message);
  }
  expect_refused(forgot("nobody"), "UserNotFoundException", "Username/client id combination not found.");
  expect_refused(confirm_by(client, "nobody", "123456"), "UserNotFoundException",
                 "Username/client id combination not found.");
  EXPECT_EQ(house->messages_sent_to("jane@example.com"), 1U) << "the code of the sign-up";
}

TEST_P(ForgotPasswordTest, a_disabled_user_or_one_with_a_temporary_password_cannot_use_an_earlier_code) {
  open();
  confirmed();
  forgot();
  disable("jane");
  expect_refused(confirm(janes_code()), "NotAuthorizedException", "User is disabled.");
  house->change_user(pool, "jane", [](User& user) {
    user.enabled = true;
    user.status = UserStatusType::FORCE_CHANGE_PASSWORD;
  });
  expect_refused(confirm(janes_code()), "NotAuthorizedException",
                 "User password cannot be reset in the current state.");
}

TEST_P(ForgotPasswordTest, a_pool_may_leave_recovery_to_administrators) {
  open({{"AutoVerifiedAttributes", {"email"}},
        {"AccountRecoverySetting", {{"RecoveryMechanisms", {{{"Priority", 1}, {"Name", "admin_only"}}}}}}});
  confirmed();
  const auto hiding = hiding_client();
  for (const auto& answer : {forgot(), forgot_by(hiding, "jane"), forgot_by(hiding, "nobody")})
    expect_refused(answer, "NotAuthorizedException", "Contact administrator to reset password.");
}

TEST_P(ForgotPasswordTest, a_client_that_hides_who_exists_gets_the_same_of_nobody) {
  open();
  confirmed();
  confirmed("disabled");
  disable("disabled");
  confirmed("unverified");
  house->change_user(pool, "unverified", [](User& user) { user.attributes["email_verified"] = "false"; });
  const auto hiding = hiding_client();
  EXPECT_EQ(forgot_by(hiding, "jane").body, json({{"CodeDeliveryDetails", kByEmailToJane}}));
  EXPECT_EQ(confirm_by(hiding, "jane", janes_code()).status, 200);

  confirmed("invited");
  set_status("invited", UserStatusType::FORCE_CHANGE_PASSWORD);
  expect_refused(forgot_by(hiding, "invited"), "NotAuthorizedException",
                 "User password cannot be reset in the current state.");
  house->change_user(pool, "invited", [](User& user) { user.attributes.erase("email_verified"); });

  for (const char* name : {"nobody", "disabled", "unverified", "invited"}) {
    SCOPED_TRACE(name);
    expect_refused(confirm_by(hiding, name, "123456"), "ExpiredCodeException", kExpired);
    const auto first = forgot_by(hiding, name);
    ASSERT_EQ(first.status, 200) << first.message;
    EXPECT_EQ(first.body["CodeDeliveryDetails"]["AttributeName"], "email");
    for (int i = 1; i < 10; ++i) EXPECT_EQ(forgot_by(hiding, name).body, first.body);
    expect_refused(forgot_by(hiding, name), "LimitExceededException", kLimit);
    for (int i = 1; i < 10; ++i)
      expect_refused(confirm_by(hiding, name, "123456"), "CodeMismatchException", kMismatch);
    expect_refused(confirm_by(hiding, name, "123456"), "LimitExceededException", kLimit);
    house->clock.advance(std::chrono::hours(1));
    expect_refused(confirm_by(hiding, name, "123456"), "ExpiredCodeException", kExpired);
  }
  EXPECT_EQ(house->messages_sent_to("disabled@example.com"), 1U);
  EXPECT_EQ(house->messages_sent_to("unverified@example.com"), 1U);
}

TEST_P(ForgotPasswordTest, an_invented_address_follows_the_name_and_not_its_spelling) {
  open({{"AutoVerifiedAttributes", {"email"}}, {"UsernameConfiguration", {{"CaseSensitive", false}}}});
  const auto hiding = hiding_client();
  EXPECT_EQ(forgot_by(hiding, "nobody").body, forgot_by(hiding, "NoBody").body);
  EXPECT_EQ(forgot_by(hiding, "John@Example.com").body["CodeDeliveryDetails"], kByEmailToJane);
}

// With the settings that once told them apart.
TEST_P(ForgotPasswordTest, a_client_that_hides_who_exists_names_the_same_medium_for_a_user_and_for_nobody) {
  struct Case {
    const char* what;
    const char* recovers_by;
    json username_attributes;
    const char *user, *nobody;
    const char* medium;
  };
  const json none = json::array();
  const json addresses = {"email", "phone_number"};
  for (const auto& c : {
           Case{"a plain name", "verified_phone_number", none, "jane", "nobody", "SMS"},
           Case{"a plain name", "verified_email", none, "jane", "nobody", "EMAIL"},
           Case{"a phone number as name", "verified_email", addresses, "+12065559934", "+12065550100",
                "EMAIL"},
           Case{"an e-mail address as name", "verified_phone_number", addresses, "jane@example.com",
                "june@example.com", "SMS"},
       }) {
    SCOPED_TRACE(testing::Message() << c.what << ", " << c.recovers_by);
    open(
        {{"AutoVerifiedAttributes", {"phone_number", "email"}},
         {"UsernameAttributes", c.username_attributes},
         {"SmsConfiguration", kSmsConfiguration},
         {"AccountRecoverySetting", {{"RecoveryMechanisms", {{{"Priority", 1}, {"Name", c.recovers_by}}}}}}});
    house->confirmed_user(pool, c.user, kPassword);
    house->change_user(pool, c.user, [](User& user) {
      user.attributes = {{"email", "jane@example.com"},
                         {"email_verified", "true"},
                         {"phone_number", "+12065559934"},
                         {"phone_number_verified", "true"}};
    });
    const auto hiding = hiding_client();
    for (const char* name : {c.user, c.nobody}) {
      const auto told = forgot_by(hiding, name).body["CodeDeliveryDetails"];
      EXPECT_EQ(told["DeliveryMedium"], c.medium) << name;
    }
  }
}

TEST_P(ForgotPasswordTest, works_by_alias) {
  open({{"AutoVerifiedAttributes", {"email"}}, {"AliasAttributes", {"email"}}});
  confirmed();
  EXPECT_EQ(forgot("jane@example.com").status, 200);
  EXPECT_EQ(confirm_by(client, "jane@example.com", janes_code()).status, 200);
}

ON_BOTH_ENGINES(ForgotPasswordTest);

}  // namespace
}  // namespace poolhouse::userpools
