#include "userpools/users/password.h"

#include <gtest/gtest.h>

#include "crypto/system_random.h"

namespace poolhouse::userpools {
namespace {

Pool pool_that_stores(PasswordStorage storage) {
  Pool pool{.id = UserPoolId("us-east-1_AbCdEfGhI"), .settings = {}};
  if (storage == PasswordStorage::argon2id)
    pool.settings.user_pool_tags.emplace().emplace("poolhouse:password-storage", "argon2id");
  return pool;
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

TEST_F(PasswordTest, a_check_costs_what_the_pool_stores_and_both_kinds_once_that_has_changed) {
  using enum PasswordStorage;
  EXPECT_EQ(kinds_checked(verifiers), std::vector{srp_verifier});
  EXPECT_EQ(kinds_checked(hashes), std::vector{argon2id});
  for (Pool* pool : {&verifiers, &hashes}) {
    pool->mixes_password_storage = true;
    EXPECT_EQ(kinds_checked(*pool), (std::vector{srp_verifier, argon2id}));
    EXPECT_EQ(password_lane(*pool), Lane::password_hash);
  }
}

}  // namespace
}  // namespace poolhouse::userpools
