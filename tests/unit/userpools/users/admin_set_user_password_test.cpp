// AdminSetUserPassword through the dispatcher (reference 3.9).
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

class AdminSetUserPasswordTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (!house) return;
    pool = house->pool();
    client = house->client(pool)["ClientId"];
  }
  Answer set(const std::string& username, const std::string& password, const json& permanent) {
    return house->call(
        "AdminSetUserPassword",
        {{"UserPoolId", pool}, {"Username", username}, {"Password", password}, {"Permanent", permanent}});
  }
  std::string status_of(const std::string& username) {
    return house->must("AdminGetUser", {{"UserPoolId", pool}, {"Username", username}})["UserStatus"];
  }
  std::string pool;
  std::string client;
};

TEST_P(AdminSetUserPasswordTest, a_permanent_password_confirms_the_user) {
  house->must("SignUp", {{"ClientId", client}, {"Username", "jane"}, {"Password", "First-Horse-1"}});
  EXPECT_EQ(status_of("jane"), "UNCONFIRMED");
  EXPECT_EQ(set("jane", "Second-Horse-1", true).body, json::object());
  EXPECT_EQ(status_of("jane"), "CONFIRMED");
  EXPECT_TRUE(
      house->srp_sign_in(client, "jane", "Second-Horse-1", pool).body.contains("AuthenticationResult"));
  expect_refused(house->password_sign_in(client, "jane", "First-Horse-1"), "NotAuthorizedException",
                 "Incorrect username or password.");
}

TEST_P(AdminSetUserPasswordTest, a_password_is_temporary_unless_said) {
  for (const json& permanent : {json(false), json(nullptr)}) {
    SCOPED_TRACE(permanent.dump());
    const auto name = "jane" + permanent.dump();
    house->confirmed_user(pool, name, "First-Horse-1");
    EXPECT_EQ(set(name, "Second-Horse-1", permanent).status, 200);
    EXPECT_EQ(status_of(name), "FORCE_CHANGE_PASSWORD");
    EXPECT_EQ(house->password_sign_in(client, name, "Second-Horse-1").body["ChallengeName"],
              "NEW_PASSWORD_REQUIRED");
  }
  house->clock.advance(std::chrono::days(7));
  expect_refused(house->password_sign_in(client, "janefalse", "Second-Horse-1"), "NotAuthorizedException",
                 "Temporary password has expired and must be reset by an administrator.");
}

TEST_P(AdminSetUserPasswordTest, a_permanent_password_does_not_expire) {
  house->must("AdminCreateUser", {{"UserPoolId", pool}, {"Username", "jane"}, {"MessageAction", "SUPPRESS"}});
  set("jane", "Second-Horse-1", true);
  house->clock.advance(std::chrono::days(400));
  EXPECT_EQ(house->password_sign_in(client, "jane", "Second-Horse-1").status, 200);
}

TEST_P(AdminSetUserPasswordTest, it_is_refused_in_order_and_changes_nothing) {
  house->confirmed_user(pool, "jane", "First-Horse-1");
  struct Case {
    const char* username;
    const char* password;
    const char* error;
    const char* message;
  };
  const std::vector<Case> cases = {
      {"nobody", "Short-1", "UserNotFoundException", "User does not exist."},
      {"jane", "Short-1", "InvalidPasswordException",
       "Password did not conform with policy: Password not long enough"},
      {"jane", "nocapitals", "InvalidPasswordException",
       "Password did not conform with policy: Password must have uppercase characters"},
      {"jane", "NoNumbers-", "InvalidPasswordException",
       "Password did not conform with policy: Password must have numeric characters"},
      {"jane", "NoSymbol1", "InvalidPasswordException",
       "Password did not conform with policy: Password must have symbol characters"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.message);
    expect_refused(set(c.username, c.password, true), c.error, c.message);
    expect_refused(set(c.username, c.password, false), c.error, c.message);
  }
  EXPECT_EQ(status_of("jane"), "CONFIRMED");
  EXPECT_EQ(house->password_sign_in(client, "jane", "First-Horse-1").status, 200);
}

TEST_P(AdminSetUserPasswordTest, a_code_asked_for_before_does_not_undo_it) {
  house->confirmed_user(
      pool, "jane", "First-Horse-1",
      {{{"Name", "email"}, {"Value", "jane@example.com"}}, {{"Name", "email_verified"}, {"Value", "true"}}});
  house->must("ForgotPassword", {{"ClientId", client}, {"Username", "jane"}});
  const auto code = house->code_sent_to("jane@example.com");
  EXPECT_EQ(set("jane", "Second-Horse-1", true).status, 200);
  EXPECT_EQ(house
                ->call("ConfirmForgotPassword", {{"ClientId", client},
                                                 {"Username", "jane"},
                                                 {"ConfirmationCode", code},
                                                 {"Password", "Third-Horse-1"}})
                .error,
            "ExpiredCodeException");
  EXPECT_EQ(house->password_sign_in(client, "jane", "Second-Horse-1").status, 200);
}

ON_BOTH_ENGINES(AdminSetUserPasswordTest);

}  // namespace
}  // namespace poolhouse::userpools
