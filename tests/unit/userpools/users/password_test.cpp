// What the check of a password costs: as much for a name that nobody has.
#include "userpools/users/password.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <functional>

#include "crypto/system_random.h"

namespace poolhouse::userpools {
namespace {

Pool pool_that_stores(PasswordStorage storage) {
  Pool pool{.id = UserPoolId("us-east-1_AbCdEfGhI"), .settings = {}};
  if (storage == PasswordStorage::argon2id)
    pool.settings.user_pool_tags.emplace().emplace("poolhouse:password-storage", "argon2id");
  return pool;
}

// Milliseconds of this thread on a core: waiting does not count.
double median_cost(const std::function<void()>& work) {
  std::array<double, 9> costs{};
  for (auto& cost : costs) {
    const auto now = [] {
      timespec time{};
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
      return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
    };
    const auto begun = now();
    work();
    cost = now() - begun;
  }
  std::ranges::sort(costs);
  return costs[costs.size() / 2];
}

class PasswordTest : public ::testing::Test {
 protected:
  User user_stored_by(const Pool& pool) {
    User user;
    user.sub = Sub("11111111-2222-4333-8444-555555555555");
    user.username = Username("jane");
    user.sealed_password = passwords.seal(pool, user.sub, user.username, Secret("Correct-Horse-1"));
    return user;
  }
  double cost_of(const Pool& pool, const User& user) {
    return median_cost([&] { EXPECT_FALSE(passwords.matches(pool, user, Secret("Wrong-Horse-1"))); });
  }

  crypto::SystemRandom random;
  crypto::MasterKeys keys =
      crypto::MasterKeys::from_text("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "the test");
  Passwords passwords{keys, random};
  Pool verifiers = pool_that_stores(PasswordStorage::srp_verifier);
  Pool hashes = pool_that_stores(PasswordStorage::argon2id);
};

TEST_F(PasswordTest, the_password_of_a_user_from_before_the_tag_still_fits) {
  EXPECT_TRUE(passwords.matches(hashes, user_stored_by(verifiers), Secret("Correct-Horse-1")));
  EXPECT_TRUE(passwords.matches(verifiers, user_stored_by(hashes), Secret("Correct-Horse-1")));
}

TEST_F(PasswordTest, in_a_tagged_pool_either_kind_and_nobody_cost_the_same) {
  const auto nobody = median_cost([&] { passwords.waste(hashes, "nobody", Secret("Wrong-Horse-1")); });
  const auto from_before = cost_of(hashes, user_stored_by(verifiers));
  const auto since = cost_of(hashes, user_stored_by(hashes));
  User without_password;
  without_password.username = Username("june");
  for (const auto cost : {from_before, since, cost_of(hashes, without_password)}) {
    EXPECT_GT(cost, nobody * 0.75);
    EXPECT_LT(cost, nobody * 1.33);
  }
  // Control: one kind alone is told apart.
  EXPECT_LT(cost_of(verifiers, user_stored_by(verifiers)), nobody * 0.75);
}

}  // namespace
}  // namespace poolhouse::userpools
