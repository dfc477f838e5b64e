// ResendConfirmationCode (reference 2.6, 3.5, 13.3).
#include "userpools/self_service_test.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::UserStatusType;

constexpr const char* kAutoVerificationOff = "Cannot resend codes. Auto verification not turned on.";

class ResendConfirmationCodeTest : public SelfServiceTest {
 protected:
  Answer resend(const std::string& username = "jane") { return resend_by(client, username); }
  Answer resend_by(const std::string& by, const std::string& username) {
    return house->call("ResendConfirmationCode", {{"ClientId", by}, {"Username", username}});
  }
  Answer confirm(const std::string& code) {
    return house->call("ConfirmSignUp",
                       {{"ClientId", client}, {"Username", "jane"}, {"ConfirmationCode", code}});
  }
};

TEST_P(ResendConfirmationCodeTest, sends_another_code_that_replaces_the_first) {
  open();
  sign_up();
  const auto first = house->code_sent_to("jane@example.com");
  house->clock.advance(std::chrono::hours(1));
  EXPECT_EQ(resend().body, json({{"CodeDeliveryDetails", kByEmailToJane}}));
  EXPECT_EQ(house->messages_sent_to("jane@example.com"), 2U);
  const auto second = house->code_sent_to("jane@example.com");
  if (first != second) EXPECT_EQ(confirm(first).error, "CodeMismatchException");
  EXPECT_EQ(confirm(second).status, 200);
}

TEST_P(ResendConfirmationCodeTest, the_new_code_lives_a_day_of_its_own) {
  open();
  sign_up();
  house->clock.advance(std::chrono::hours(23));
  EXPECT_EQ(resend().status, 200);
  house->clock.advance(std::chrono::hours(23));
  EXPECT_EQ(confirm(house->code_sent_to("jane@example.com")).status, 200);
}

TEST_P(ResendConfirmationCodeTest, refuses_who_needs_no_code) {
  open();
  sign_up();
  expect_refused(resend("nobody"), "UserNotFoundException", "Username/client id combination not found.");
  disable("jane");
  expect_refused(resend(), "NotAuthorizedException", "User is disabled.");
  confirmed("june");
  expect_refused(resend("june"), "InvalidParameterException", "User is already confirmed.");
  set_status("june", UserStatusType::FORCE_CHANGE_PASSWORD);
  expect_refused(resend("june"), "InvalidParameterException", "User is already confirmed.");
  EXPECT_EQ(house->messages_sent_to("jane@example.com"), 1U);
  EXPECT_EQ(house->messages_sent_to("june@example.com"), 1U);
}

TEST_P(ResendConfirmationCodeTest, has_nothing_to_send_where_the_pool_verifies_nothing) {
  open(json::object());
  sign_up();
  expect_refused(resend(), "NotAuthorizedException", kAutoVerificationOff);
  expect_refused(resend("nobody"), "NotAuthorizedException", kAutoVerificationOff);
  expect_refused(resend_by(hiding_client(), "nobody"), "NotAuthorizedException", kAutoVerificationOff);
}

TEST_P(ResendConfirmationCodeTest, has_nothing_to_send_to_a_user_without_the_verified_kind_of_address) {
  open({{"AutoVerifiedAttributes", {"phone_number"}}, {"SmsConfiguration", kSmsConfiguration}});
  sign_up();
  expect_refused(resend(), "NotAuthorizedException", kAutoVerificationOff);
  EXPECT_EQ(resend_by(hiding_client(), "jane").body["CodeDeliveryDetails"]["DeliveryMedium"], "SMS");
  EXPECT_EQ(house->messages_sent_to("jane@example.com"), 0U);
}

TEST_P(ResendConfirmationCodeTest, five_an_hour) {
  open();
  sign_up();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(resend().status, 200) << i;
  expect_refused(resend(), "LimitExceededException", "Attempt limit exceeded, please try after some time.");
  EXPECT_EQ(house->messages_sent_to("jane@example.com"), 6U);
  house->clock.advance(std::chrono::hours(1));
  EXPECT_EQ(resend().status, 200);
}

TEST_P(ResendConfirmationCodeTest, a_client_that_hides_who_exists_gets_the_same_of_nobody) {
  open();
  sign_up();
  sign_up("disabled");
  disable("disabled");
  const auto hiding = hiding_client();
  EXPECT_EQ(resend_by(hiding, "jane").body, json({{"CodeDeliveryDetails", kByEmailToJane}}));
  for (const char* name : {"nobody", "disabled"}) {
    SCOPED_TRACE(name);
    const auto first = resend_by(hiding, name);
    ASSERT_EQ(first.status, 200) << first.message;
    EXPECT_EQ(first.body["CodeDeliveryDetails"]["DeliveryMedium"], "EMAIL");
    EXPECT_EQ(first.body["CodeDeliveryDetails"]["Destination"].get<std::string>().size(), 9U);
    for (int i = 1; i < 5; ++i) EXPECT_EQ(resend_by(hiding, name).body, first.body);
    expect_refused(resend_by(hiding, name), "LimitExceededException",
                   "Attempt limit exceeded, please try after some time.");
  }
  EXPECT_EQ(house->messages_sent_to("disabled@example.com"), 1U);
}

TEST_P(ResendConfirmationCodeTest, a_client_that_hides_who_exists_names_the_phone_first_for_nobody_too) {
  open({{"AutoVerifiedAttributes", {"email", "phone_number"}}, {"SmsConfiguration", kSmsConfiguration}});
  sign_up("jane", json::array({attribute("phone_number", "+12065559934")}));
  const auto hiding = hiding_client();
  for (const char* name : {"jane", "nobody"}) {
    const auto told = resend_by(hiding, name).body["CodeDeliveryDetails"];
    EXPECT_EQ(told["DeliveryMedium"], "SMS") << name;
    EXPECT_EQ(told["Destination"].get<std::string>().substr(0, 8), "+*******") << name;
  }
}

TEST_P(ResendConfirmationCodeTest, wants_the_client_and_its_secret_hash) {
  open();
  sign_up();
  expect_refused(resend_by("nobody", "jane"), "ResourceNotFoundException",
                 "User pool client nobody does not exist.");
  const std::string with_secret = house->client(pool, {{"GenerateSecret", true}})["ClientId"];
  expect_refused(resend_by(with_secret, "jane"), "NotAuthorizedException",
                 "Client " + with_secret + " is configured with secret but SECRET_HASH was not received");
}

ON_BOTH_ENGINES(ResendConfirmationCodeTest);

}  // namespace
}  // namespace poolhouse::userpools
