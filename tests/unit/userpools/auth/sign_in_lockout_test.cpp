// The lockout through the API (reference 13.2).
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

constexpr const char* kRight = "Correct-Horse-1";
constexpr const char* kWrong = "Wrong-Horse-1";

class SignInLockoutTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (!house) return;
    pool = house->pool();
    client = house->client(pool, {{"PreventUserExistenceErrors", "ENABLED"}})["ClientId"];
    house->confirmed_user(pool, "jane", kRight);
  }
  Answer sign_in(const std::string& password, const std::string& username = "jane") {
    return house->password_sign_in(client, username, password);
  }
  void fail(int times, const std::string& username = "jane") {
    for (int i = 0; i < times; ++i) {
      expect_refused(sign_in(kWrong, username), "NotAuthorizedException", "Incorrect username or password.");
    }
  }
  void expect_locked(const Answer& answer) {
    expect_refused(answer, "NotAuthorizedException", "Password attempts exceeded");
  }
  std::string pool;
  std::string client;
};

TEST_P(SignInLockoutTest, four_failures_lock_nobody_and_the_fifth_does) {
  fail(4);
  EXPECT_EQ(sign_in(kRight).status, 200);
  fail(5);
  expect_locked(sign_in(kWrong));
  expect_locked(sign_in(kRight));
  expect_locked(house->srp_sign_in(client, "jane", kRight, pool));
}

TEST_P(SignInLockoutTest, the_lock_doubles_with_each_failure) {
  fail(5);
  for (const int seconds : {1, 2, 4, 8, 16}) {
    SCOPED_TRACE(seconds);
    house->clock.advance(std::chrono::seconds(seconds) - std::chrono::milliseconds(1));
    expect_locked(sign_in(kRight));
    house->clock.advance(std::chrono::milliseconds(1));
    fail(1);
  }
}

TEST_P(SignInLockoutTest, what_is_tried_during_a_lock_is_not_counted) {
  fail(5);
  for (int i = 0; i < 10; ++i) expect_locked(sign_in(kWrong));
  house->clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(sign_in(kRight).status, 200);
}

TEST_P(SignInLockoutTest, a_success_starts_the_count_anew) {
  fail(5);
  house->clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(sign_in(kRight).status, 200);
  fail(4);
  EXPECT_EQ(sign_in(kRight).status, 200);
}

TEST_P(SignInLockoutTest, a_quarter_of_an_hour_is_forgotten) {
  fail(4);
  house->clock.advance(std::chrono::minutes(15));
  fail(4);
  EXPECT_EQ(sign_in(kRight).status, 200);
}

TEST_P(SignInLockoutTest, srp_and_passwords_are_counted_together) {
  for (int i = 0; i < 2; ++i) EXPECT_EQ(house->srp_sign_in(client, "jane", kWrong, pool).status, 400);
  fail(3);
  expect_locked(house->srp_sign_in(client, "jane", kRight, pool));
}

TEST_P(SignInLockoutTest, a_name_that_nobody_has_is_locked_like_any_other) {
  fail(5, "nobody");
  expect_locked(sign_in(kWrong, "nobody"));
  expect_locked(house->srp_sign_in(client, "nobody", kWrong, pool));
  house->clock.advance(std::chrono::seconds(1));
  fail(1, "nobody");
  house->clock.advance(std::chrono::seconds(1));
  expect_locked(sign_in(kWrong, "nobody"));
  // Nobody else is.
  EXPECT_EQ(sign_in(kRight).status, 200);
  fail(1, "somebody");
}

TEST_P(SignInLockoutTest, the_lock_is_the_users_whatever_name_is_typed) {
  const auto aliases = house->pool({{"AliasAttributes", {"email"}}});
  client = house->client(aliases)["ClientId"];
  house->confirmed_user(
      aliases, "jane", kRight,
      {{{"Name", "email"}, {"Value", "jane@example.com"}}, {{"Name", "email_verified"}, {"Value", "true"}}});
  fail(2, "jane");
  fail(3, "jane@example.com");
  expect_locked(sign_in(kRight, "jane"));
}

TEST_P(SignInLockoutTest, guesses_that_began_before_the_lock_tell_nothing_after_it) {
  // Five wrong guesses are settled while the right one is on its way.
  house->triggers.during("TokenGeneration_Authentication", [this] { fail(5); });
  expect_locked(sign_in(kRight));
  // The same for a wrong one: what is settled first locks, and the others learn no more.
  house->clock.advance(std::chrono::minutes(15));
  house->triggers.during("PreAuthentication_Authentication", [this] { fail(5); });
  expect_locked(sign_in(kWrong));
}

ON_BOTH_ENGINES(SignInLockoutTest);

}  // namespace
}  // namespace poolhouse::userpools
