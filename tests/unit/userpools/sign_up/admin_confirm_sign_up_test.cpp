// AdminConfirmSignUp (reference 3.5).
#include "userpools/self_service_test.h"

namespace poolhouse::userpools {
namespace {

class AdminConfirmSignUpTest : public SelfServiceTest {
 protected:
  Answer confirm(const std::string& username = "jane") {
    return house->call("AdminConfirmSignUp", {{"UserPoolId", pool}, {"Username", username}});
  }
};

TEST_P(AdminConfirmSignUpTest, confirms_without_verifying_the_address) {
  open();
  sign_up();
  EXPECT_EQ(confirm().body, json::object());
  EXPECT_EQ(attributes_of(access_token()), json({{"email", "jane@example.com"}}));
}

TEST_P(AdminConfirmSignUpTest, leaves_the_code_of_the_sign_up_without_use) {
  open();
  sign_up();
  const auto code = house->code_sent_to("jane@example.com");
  EXPECT_EQ(confirm().status, 200);
  expect_refused(
      house->call("ConfirmSignUp", {{"ClientId", client}, {"Username", "jane"}, {"ConfirmationCode", code}}),
      "NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED");
}

TEST_P(AdminConfirmSignUpTest, is_refused_for_who_is_not_there_or_not_unconfirmed) {
  open();
  sign_up();
  expect_refused(
      house->call("AdminConfirmSignUp", {{"UserPoolId", "us-east-1_nowhere00"}, {"Username", "jane"}}),
      "ResourceNotFoundException", "User pool us-east-1_nowhere00 does not exist.");
  expect_refused(confirm("nobody"), "UserNotFoundException", "User does not exist.");
  EXPECT_EQ(confirm().status, 200);
  expect_refused(confirm(), "NotAuthorizedException",
                 "User cannot be confirmed. Current status is CONFIRMED");
  set_status("jane", cognito_idp::UserStatusType::RESET_REQUIRED);
  expect_refused(confirm(), "NotAuthorizedException",
                 "User cannot be confirmed. Current status is RESET_REQUIRED");
}

ON_BOTH_ENGINES(AdminConfirmSignUpTest);

}  // namespace
}  // namespace poolhouse::userpools
