// AdminResetUserPassword (reference 3.7, 3.9).
#include "userpools/self_service_test.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::UserStatusType;

class AdminResetUserPasswordTest : public SelfServiceTest {
 protected:
  Answer reset(const std::string& username = "jane") {
    return house->call("AdminResetUserPassword", {{"UserPoolId", pool}, {"Username", username}});
  }
};

TEST_P(AdminResetUserPasswordTest, the_password_is_of_no_use_until_the_code_sets_another) {
  open();
  confirmed();
  const auto token = access_token();
  EXPECT_EQ(reset().body, json::object());
  for (const auto& answer : {house->password_sign_in(client, "jane", kPassword),
                             house->srp_sign_in(client, "jane", kPassword, pool),
                             house->call("ChangePassword", {{"AccessToken", token},
                                                            {"PreviousPassword", kPassword},
                                                            {"ProposedPassword", "Correct-Horse-2"}})}) {
    expect_refused(answer, "PasswordResetRequiredException", "Password reset required for the user");
  }
  house->must("ConfirmForgotPassword", {{"ClientId", client},
                                        {"Username", "jane"},
                                        {"ConfirmationCode", house->code_sent_to("jane@example.com")},
                                        {"Password", "Correct-Horse-2"}});
  EXPECT_EQ(house->srp_sign_in(client, "jane", "Correct-Horse-2", pool).status, 200);
}

TEST_P(AdminResetUserPasswordTest, neither_old_token_is_of_use_until_the_password_is_set) {
  open();
  confirmed();
  const auto tokens = house->tokens(client, "jane", kPassword);
  const auto refreshed = [&] {
    return house->call("GetTokensFromRefreshToken",
                       {{"ClientId", client}, {"RefreshToken", tokens["RefreshToken"]}});
  };
  reset();
  constexpr const char* kReset = "Password reset required for the user";
  expect_refused(house->call("GetUser", {{"AccessToken", tokens["AccessToken"]}}),
                 "PasswordResetRequiredException", kReset);
  expect_refused(
      house->call("InitiateAuth", {{"AuthFlow", "REFRESH_TOKEN_AUTH"},
                                   {"ClientId", client},
                                   {"AuthParameters", {{"REFRESH_TOKEN", tokens["RefreshToken"]}}}}),
      "PasswordResetRequiredException", kReset);
  // GetTokensFromRefreshToken declares no such exception.
  expect_refused(refreshed(), "NotAuthorizedException", kReset);
  house->must("ConfirmForgotPassword", {{"ClientId", client},
                                        {"Username", "jane"},
                                        {"ConfirmationCode", house->code_sent_to("jane@example.com")},
                                        {"Password", "Correct-Horse-2"}});
  EXPECT_EQ(refreshed().status, 200);
}

TEST_P(AdminResetUserPasswordTest, can_be_repeated_and_the_user_can_ask_for_another_code) {
  open();
  confirmed();
  EXPECT_EQ(reset().status, 200);
  EXPECT_EQ(reset().status, 200);
  EXPECT_EQ(house->call("ForgotPassword", {{"ClientId", client}, {"Username", "jane"}}).status, 200);
  EXPECT_EQ(house->messages_sent_to("jane@example.com"), 4U);
}

TEST_P(AdminResetUserPasswordTest, is_refused_where_no_code_can_go_and_changes_nothing) {
  open();
  confirmed();
  expect_refused(
      house->call("AdminResetUserPassword", {{"UserPoolId", "us-east-1_nowhere00"}, {"Username", "jane"}}),
      "ResourceNotFoundException", "User pool us-east-1_nowhere00 does not exist.");
  expect_refused(reset("nobody"), "UserNotFoundException", "User does not exist.");
  set_status("jane", UserStatusType::FORCE_CHANGE_PASSWORD);
  expect_refused(reset(), "NotAuthorizedException", "User password cannot be reset in the current state.");
  house->change_user(pool, "jane", [](User& user) {
    user.status = UserStatusType::CONFIRMED;
    user.attributes["email_verified"] = "false";
  });
  expect_refused(
      reset(), "InvalidParameterException",
      "Cannot reset password for the user as there is no registered/verified email or phone_number");
  EXPECT_EQ(house->password_sign_in(client, "jane", kPassword).status, 200);
  EXPECT_EQ(house->messages_sent_to("jane@example.com"), 1U);
}

ON_BOTH_ENGINES(AdminResetUserPasswordTest);

}  // namespace
}  // namespace poolhouse::userpools
