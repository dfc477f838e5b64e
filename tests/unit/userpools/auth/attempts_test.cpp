// How often somebody has tried, as it is stored; the rules themselves are rules/lockout_test.cpp.
#include "userpools/auth/attempts.h"

#include <thread>

#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

class AttemptsTest : public OperationTest {
 protected:
  void fail(const char* subject) {
    store::write(house->store(), [&](store::Connection& db) {
      (void)record_sign_in_failure(db, pool, Sub(subject), house->clock.now());
      return 0;
    });
  }
  int failures(const char* subject) {
    return store::read(house->store(),
                       [&](store::Connection& db) { return sign_in_failures(db, pool, Sub(subject)).count; });
  }
  bool use(const char* subject, CodeOperation operation) {
    return store::write(house->store(), [&](store::Connection& db) {
      return use_code_operation(db, pool, Sub(subject), operation, house->clock.now()).has_value();
    });
  }

  void wrong_code(const char* subject) {
    store::write(house->store(), [&](store::Connection& db) {
      record_wrong_code(db, pool, Sub(subject), *with_wrong_code(db, pool, Sub(subject), house->clock.now()));
      return 0;
    });
  }

  UserPoolId pool{"us-east-1_AbCdEfGhI"};
};

TEST_P(AttemptsTest, failures_are_counted_for_each_user_of_each_pool) {
  EXPECT_EQ(failures("jane"), 0);
  for (int i = 0; i < 3; ++i) fail("jane");
  fail("joe");
  EXPECT_EQ(failures("jane"), 3);
  EXPECT_EQ(failures("joe"), 1);
  pool = UserPoolId("us-east-1_ZZZZZZZZZ");
  EXPECT_EQ(failures("jane"), 0);
}

TEST_P(AttemptsTest, nothing_is_counted_during_a_lock) {
  for (int i = 0; i < 9; ++i) fail("jane");
  EXPECT_EQ(failures("jane"), 5);
  house->clock.advance(std::chrono::seconds(1));
  fail("jane");
  EXPECT_EQ(failures("jane"), 6);
}

TEST_P(AttemptsTest, failures_at_the_same_time_are_all_counted_until_the_lock) {
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) threads.emplace_back([&] { fail("jane"); });
  }
  EXPECT_EQ(failures("jane"), 5);
}

TEST_P(AttemptsTest, an_operation_has_its_own_window_for_each_user) {
  const auto limited = CodeOperation::resend_confirmation_code;
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(use("jane", limited)) << i;
  EXPECT_FALSE(use("jane", limited));
  EXPECT_TRUE(use("jane", CodeOperation::change_password));
  EXPECT_TRUE(use("joe", limited));
  house->clock.advance(std::chrono::hours(1));
  EXPECT_TRUE(use("jane", limited));
}

TEST_P(AttemptsTest, of_uses_at_the_same_time_no_more_than_the_limit_pass) {
  std::vector<int> passed(12);
  {
    std::vector<std::jthread> threads;
    for (auto& did : passed)
      threads.emplace_back([&] { did = use("jane", CodeOperation::change_password) ? 1 : 0; });
  }
  EXPECT_EQ(std::ranges::count(passed, 1), 5);
}

TEST_P(AttemptsTest, house_keeping_forgets_what_no_rule_looks_at) {
  const auto at = house->clock.now();
  fail("jane");
  EXPECT_TRUE(use("jane", CodeOperation::confirm_sign_up));
  wrong_code("jane");
  for (const auto& [later, forgotten] :
       {std::pair{std::chrono::minutes(15), 0}, std::pair{std::chrono::minutes(16), 1},
        std::pair{std::chrono::minutes(60), 0}, std::pair{std::chrono::minutes(61), 1},
        std::pair{std::chrono::minutes(24 * 60), 0}, std::pair{std::chrono::minutes(24 * 60 + 1), 1}}) {
    EXPECT_EQ(store::write(house->store(),
                           [&](store::Connection& db) { return delete_old_attempts(db, at + later, 100); }),
              forgotten)
        << later.count();
  }
}

ON_BOTH_ENGINES(AttemptsTest);

}  // namespace
}  // namespace poolhouse::userpools
