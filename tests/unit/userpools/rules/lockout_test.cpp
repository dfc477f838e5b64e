#include "userpools/rules/lockout.h"

#include <gtest/gtest.h>

namespace poolhouse::userpools {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Time kStart = from_epoch_ms(1'700'000'000'000);

TEST(Lockout, doubles_from_one_second_after_the_fifth_failure) {
  struct Case {
    int failures;
    Duration lock;
  };
  for (const auto& c : {Case{0, seconds(0)}, Case{1, seconds(0)}, Case{4, seconds(0)}, Case{5, seconds(1)},
                        Case{6, seconds(2)}, Case{7, seconds(4)}, Case{14, seconds(512)},
                        Case{15, minutes(15)}, Case{16, minutes(15)}, Case{1'000'000, minutes(15)}}) {
    const SignInFailures failures{.count = c.failures, .last_failed_at = kStart};
    EXPECT_EQ(locked_until(failures), kStart + c.lock) << c.failures;
    EXPECT_TRUE(check_not_locked(failures, kStart + c.lock)) << c.failures;
    if (c.lock > Duration(0)) {
      EXPECT_EQ(check_not_locked(failures, kStart + c.lock - Duration(1)).error(),
                (Fault{Refusal::not_authorized, "Password attempts exceeded"}));
    }
  }
}

TEST(Lockout, counts_failures_until_fifteen_quiet_minutes) {
  auto failures = after_failure({}, kStart);
  EXPECT_EQ(failures, (SignInFailures{.count = 1, .last_failed_at = kStart}));
  failures = after_failure(failures, kStart + minutes(15) - Duration(1));
  EXPECT_EQ(failures.count, 2);
  failures = after_failure(failures, failures.last_failed_at + minutes(15));
  EXPECT_EQ(failures.count, 1);
}

TEST(Lockout, every_code_operation_has_its_window) {
  struct Case {
    CodeOperation operation;
    int attempts_max;
  };
  for (const auto& c :
       {Case{CodeOperation::confirm_forgot_password, 10}, Case{CodeOperation::forgot_password, 10},
        Case{CodeOperation::resend_confirmation_code, 5}, Case{CodeOperation::confirm_sign_up, 15},
        Case{CodeOperation::change_password, 5}, Case{CodeOperation::get_user_attribute_verification_code, 5},
        Case{CodeOperation::verify_user_attribute, 15}}) {
    Attempts attempts;
    for (int i = 0; i < c.attempts_max; ++i) {
      const auto counted = count_attempt(attempts, c.operation, kStart + seconds(i));
      ASSERT_TRUE(counted) << i;
      attempts = *counted;
    }
    EXPECT_EQ(count_attempt(attempts, c.operation, kStart + hours(1) - Duration(1)).error(),
              (Fault{Refusal::limit_exceeded, "Attempt limit exceeded, please try after some time."}));
    EXPECT_EQ(count_attempt(attempts, c.operation, kStart + hours(1)),
              (Attempts{.window_began_at = kStart + hours(1), .count = 1}));
  }
}

TEST(Lockout, a_hundred_wrong_codes_a_day) {
  Attempts wrong;
  for (int i = 0; i < 100; ++i) {
    const auto counted = count_wrong_code(wrong, kStart + minutes(i));
    ASSERT_TRUE(counted) << i;
    wrong = *counted;
  }
  EXPECT_EQ(wrong, (Attempts{.window_began_at = kStart, .count = 100}));
  const auto refusal = Fault{Refusal::limit_exceeded, "Attempt limit exceeded, please try after some time."};
  EXPECT_EQ(count_wrong_code(wrong, kStart + minutes(100)).error(), refusal);
  EXPECT_EQ(count_wrong_code(wrong, kStart + hours(24) - Duration(1)).error(), refusal);
  EXPECT_EQ(count_wrong_code(wrong, kStart + hours(24)),
            (Attempts{.window_began_at = kStart + hours(24), .count = 1}));
}

// House keeping deletes records then: not while a rule still looks at them.
TEST(Lockout, a_record_is_forgotten_when_it_is_as_good_as_none) {
  const SignInFailures failures{.count = 100, .last_failed_at = kStart};
  EXPECT_EQ(forgotten_at(failures), kStart + minutes(15));
  EXPECT_TRUE(check_not_locked(failures, forgotten_at(failures)));
  EXPECT_EQ(after_failure(failures, forgotten_at(failures)), after_failure({}, forgotten_at(failures)));

  const Attempts attempts{.window_began_at = kStart, .count = 100};
  for (const auto operation : {CodeOperation::confirm_sign_up, CodeOperation::forgot_password}) {
    const auto end = forgotten_at(attempts, operation);
    EXPECT_EQ(end, kStart + hours(1));
    EXPECT_EQ(count_attempt(attempts, operation, end), count_attempt({}, operation, end));
  }
  const auto end = forgotten_at(attempts);
  EXPECT_EQ(end, kStart + hours(24));
  EXPECT_EQ(count_wrong_code(attempts, end), count_wrong_code({}, end));
}

}  // namespace
}  // namespace poolhouse::userpools
