// ChangePassword (reference 3.9, 12.3, 13.3).
#include "userpools/self_service_test.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::UserStatusType;

class ChangePasswordTest : public SelfServiceTest {
 protected:
  void SetUp() override {
    SelfServiceTest::SetUp();
    if (!house) return;
    open();
    confirmed();
    token = access_token();
  }
  Answer change(const std::string& previous, const std::string& proposed) {
    return house->call(
        "ChangePassword",
        {{"AccessToken", token}, {"PreviousPassword", previous}, {"ProposedPassword", proposed}});
  }
  std::string token;
};

TEST_P(ChangePasswordTest, the_new_password_replaces_the_old_one_and_sessions_stay) {
  EXPECT_EQ(change(kPassword, "Correct-Horse-2").body, json::object());
  expect_refused(house->password_sign_in(client, "jane", kPassword), "NotAuthorizedException",
                 "Incorrect username or password.");
  EXPECT_EQ(house->srp_sign_in(client, "jane", "Correct-Horse-2", pool).status, 200);
  EXPECT_EQ(attributes_of(token)["email"], "jane@example.com");
}

TEST_P(ChangePasswordTest, is_refused_in_the_order_token_policy_previous_and_changes_nothing) {
  const auto good = token;
  token = "not.a.token";
  expect_refused(change("Wrong-Horse-1", "short-1"), "NotAuthorizedException", "Invalid Access Token");
  token = good;
  expect_refused(change("Wrong-Horse-1", "short-1"), "InvalidPasswordException",
                 "Password does not conform to policy: Password not long enough");
  expect_refused(
      house->call("ChangePassword", {{"AccessToken", token}, {"ProposedPassword", "Correct-Horse-2"}}),
      "InvalidParameterException",
      "1 validation error detected: Value null at 'previousPassword' failed to satisfy constraint: "
      "Member must not be null");
  expect_refused(change("Wrong-Horse-1", "Correct-Horse-2"), "NotAuthorizedException",
                 "Incorrect username or password.");
  EXPECT_EQ(house->password_sign_in(client, "jane", kPassword).status, 200);
}

TEST_P(ChangePasswordTest, five_an_hour) {
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(change("Wrong-Horse-1", "Correct-Horse-2").error, "NotAuthorizedException") << i;
  expect_refused(change(kPassword, "Correct-Horse-2"), "LimitExceededException",
                 "Attempt limit exceeded, please try after some time.");
  house->clock.advance(std::chrono::minutes(59));
  token = access_token();
  EXPECT_EQ(change(kPassword, "Correct-Horse-2").error, "LimitExceededException");
  house->clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(change(kPassword, "Correct-Horse-2").status, 200);
}

TEST_P(ChangePasswordTest, who_has_no_password_sets_the_first_without_a_previous_one) {
  house->change_user(pool, "jane", [](User& user) { user.sealed_password.reset(); });
  expect_refused(change(kPassword, "Correct-Horse-2"), "NotAuthorizedException",
                 "Incorrect username or password.");
  house->must("ChangePassword", {{"AccessToken", token}, {"ProposedPassword", "Correct-Horse-2"}});
  EXPECT_EQ(house->password_sign_in(client, "jane", "Correct-Horse-2").status, 200);
}

TEST_P(ChangePasswordTest, a_federated_user_has_no_password_to_change) {
  house->change_user(pool, "jane", [](User& user) {
    user.status = UserStatusType::EXTERNAL_PROVIDER;
    user.sealed_password.reset();
  });
  expect_refused(
      house->call("ChangePassword", {{"AccessToken", token}, {"ProposedPassword", "Correct-Horse-2"}}),
      "NotAuthorizedException", "User password cannot be reset in the current state.");
}

TEST_P(ChangePasswordTest, makes_an_earlier_recovery_code_useless) {
  house->must("ForgotPassword", {{"ClientId", client}, {"Username", "jane"}});
  const auto code = house->code_sent_to("jane@example.com");
  EXPECT_EQ(change(kPassword, "Correct-Horse-2").status, 200);
  expect_refused(house->call("ConfirmForgotPassword", {{"ClientId", client},
                                                       {"Username", "jane"},
                                                       {"ConfirmationCode", code},
                                                       {"Password", "Correct-Horse-3"}}),
                 "ExpiredCodeException", "Invalid code provided, please request a code again.");
}

ON_BOTH_ENGINES(ChangePasswordTest);

}  // namespace
}  // namespace poolhouse::userpools
