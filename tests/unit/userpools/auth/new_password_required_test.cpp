// NEW_PASSWORD_REQUIRED through the dispatcher (reference 4.4, 4.5).
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

class NewPasswordRequiredTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (!house) return;
    const auto pool = house->pool();
    client = house->client(pool)["ClientId"];
    house->must("AdminCreateUser", {{"UserPoolId", pool},
                                    {"Username", "jane"},
                                    {"TemporaryPassword", "Temporary-1"},
                                    {"MessageAction", "SUPPRESS"}});
    session = house->password_sign_in(client, "jane", "Temporary-1").body["Session"];
  }
  Answer answer(const std::string& password) {
    return house->call("RespondToAuthChallenge",
                       {{"ClientId", client},
                        {"ChallengeName", "NEW_PASSWORD_REQUIRED"},
                        {"Session", session},
                        {"ChallengeResponses", {{"USERNAME", "jane"}, {"NEW_PASSWORD", password}}}});
  }
  std::string client;
  std::string session;
};

TEST_P(NewPasswordRequiredTest, a_session_is_used_up_by_a_good_answer_and_says_so) {
  EXPECT_EQ(answer("short").error, "InvalidPasswordException");
  EXPECT_EQ(answer("Permanent-1").status, 200);
  const auto again = answer("Permanent-2");
  EXPECT_EQ(again.error, "NotAuthorizedException");
  EXPECT_EQ(again.message, "Invalid session for the user, session can only be used once.");
  EXPECT_EQ(house->password_sign_in(client, "jane", "Permanent-1").status, 200);
}

ON_BOTH_ENGINES(NewPasswordRequiredTest);

}  // namespace
}  // namespace poolhouse::userpools
