// The UserMigration trigger (reference 10.2): users who come over at their first sign-in.
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

class MigrateUserTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (!house) return;
    pool = house->pool({{"AutoVerifiedAttributes", {"email"}}});
    client = house->client(pool)["ClientId"];
    house->triggers.migrates =
        triggers::MigratedUser{.user_attributes = {{"email", "jane@example.com"}, {"email_verified", "true"}},
                               .final_user_status = "CONFIRMED",
                               .suppress_message = true,
                               .force_alias_creation = false};
  }
  json stored() { return house->must("AdminGetUser", {{"UserPoolId", pool}, {"Username", "jane"}}); }

  std::string pool;
  std::string client;
};

TEST_P(MigrateUserTest, a_confirmed_user_keeps_the_password_and_needs_the_function_once) {
  EXPECT_EQ(house->password_sign_in(client, "jane", "Correct-Horse-1").status, 200);
  EXPECT_EQ(stored()["UserStatus"], "CONFIRMED");
  house->triggers.take();
  EXPECT_EQ(house->srp_sign_in(client, "jane", "Correct-Horse-1", pool).status, 200);
  for (const auto& source : house->triggers.take()) EXPECT_NE(source, "UserMigration_Authentication");
}

TEST_P(MigrateUserTest, without_a_final_status_the_password_must_be_reset) {
  house->triggers.migrates->final_user_status.reset();
  expect_refused(house->password_sign_in(client, "jane", "Correct-Horse-1"), "PasswordResetRequiredException",
                 "Password reset required for the user");
  EXPECT_EQ(stored()["UserStatus"], "RESET_REQUIRED");
}

TEST_P(MigrateUserTest, somebody_the_function_does_not_know_does_not_exist) {
  house->triggers.migrates.reset();
  expect_refused(house->password_sign_in(client, "jane", "Correct-Horse-1"), "UserNotFoundException",
                 "User does not exist.");
}

TEST_P(MigrateUserTest, attributes_that_do_not_fit_the_schema_create_nobody) {
  house->triggers.migrates->user_attributes["custom:unknown"] = "1";
  expect_refused(house->password_sign_in(client, "jane", "Correct-Horse-1"), "InvalidLambdaResponseException",
                 "Unrecognizable lambda output");
  EXPECT_EQ(house->call("AdminGetUser", {{"UserPoolId", pool}, {"Username", "jane"}}).error,
            "UserNotFoundException");
}

TEST_P(MigrateUserTest, forgot_password_brings_the_user_over_and_sends_the_code) {
  house->triggers.migrates->final_user_status.reset();
  EXPECT_EQ(house->call("ForgotPassword", {{"ClientId", client}, {"Username", "jane"}}).status, 200);
  const auto code = house->code_sent_to("jane@example.com");
  EXPECT_EQ(house
                ->call("ConfirmForgotPassword", {{"ClientId", client},
                                                 {"Username", "jane"},
                                                 {"ConfirmationCode", code},
                                                 {"Password", "Other-Horse-2"}})
                .status,
            200);
  EXPECT_EQ(house->password_sign_in(client, "jane", "Other-Horse-2").status, 200);
}

ON_BOTH_ENGINES(MigrateUserTest);

}  // namespace
}  // namespace poolhouse::userpools
