// What is invented for names that nobody has (reference 2.6).
#include <gtest/gtest.h>

#include "crypto/system_random.h"
#include "userpools/users/password.h"

namespace poolhouse::userpools {
namespace {

enum class Case { sensitive, insensitive };

Pool pool(Case letters, const char* id = "us-east-1_AbCdEfGhI") {
  Pool pool{.id = UserPoolId(id), .settings = {}};
  pool.settings.username_configuration.emplace();
  pool.settings.username_configuration->case_sensitive = letters == Case::sensitive;
  return pool;
}

class SimulatedUser : public ::testing::Test {
 protected:
  crypto::SystemRandom random;
  crypto::MasterKeys keys =
      crypto::MasterKeys::from_text("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "the test");
  Passwords passwords{keys, random};
};

TEST_F(SimulatedUser, is_the_same_at_every_call_and_another_for_another_name_or_pool) {
  const auto here = pool(Case::sensitive);
  const auto there = pool(Case::sensitive, "us-east-1_another00");
  EXPECT_EQ(passwords.simulated_sub(here, "jane"), passwords.simulated_sub(here, "jane"));
  EXPECT_NE(passwords.simulated_sub(here, "jane"), passwords.simulated_sub(here, "john"));
  EXPECT_NE(passwords.simulated_sub(here, "jane"), passwords.simulated_sub(there, "jane"));
  EXPECT_EQ(passwords.simulated_address_bytes(here, "jane"), passwords.simulated_address_bytes(here, "jane"));
  EXPECT_NE(passwords.simulated_address_bytes(here, "jane"), passwords.simulated_address_bytes(here, "john"));
}

TEST_F(SimulatedUser, is_called_what_a_user_of_that_name_would_be_called) {
  const auto named = pool(Case::sensitive);
  EXPECT_EQ(passwords.simulated_username(named, "Jane"), Username("Jane"));
  EXPECT_EQ(passwords.simulated_username(pool(Case::insensitive), "Jane"), Username("jane"));
  EXPECT_EQ(passwords.simulated_username(named, "jane@example.com"), Username("jane@example.com"));

  auto with_aliases = pool(Case::sensitive);
  with_aliases.settings.alias_attributes = {cognito_idp::AliasAttributeType::email,
                                            cognito_idp::AliasAttributeType::phone_number};
  EXPECT_EQ(passwords.simulated_username(with_aliases, "jane"), Username("jane"));
  auto by_email = pool(Case::sensitive);
  by_email.settings.username_attributes = {cognito_idp::UsernameAttributeType::email};
  for (const auto& [where, name] : std::vector<std::pair<Pool, const char*>>{
           {with_aliases, "jane@example.com"}, {with_aliases, "+15550100"}, {by_email, "jane@example.com"}}) {
    EXPECT_EQ(passwords.simulated_username(where, name).value(), passwords.simulated_sub(where, name).value())
        << name;
  }
}

// The limits and the salt of a real user do not depend on the spelling, so neither may those of nobody.
TEST_F(SimulatedUser, has_one_identity_for_all_spellings_where_the_pool_ignores_case) {
  const auto insensitive = pool(Case::insensitive);
  EXPECT_EQ(passwords.simulated_sub(insensitive, "Jane"), passwords.simulated_sub(insensitive, "jANE"));
  EXPECT_EQ(passwords.simulated_verifier(insensitive, "Jane").salt,
            passwords.simulated_verifier(insensitive, "jANE").salt);
  EXPECT_EQ(passwords.simulated_address_bytes(insensitive, "Jane"),
            passwords.simulated_address_bytes(insensitive, "jANE"));

  const auto sensitive = pool(Case::sensitive);
  EXPECT_NE(passwords.simulated_sub(sensitive, "Jane"), passwords.simulated_sub(sensitive, "jANE"));
  EXPECT_NE(passwords.simulated_verifier(sensitive, "Jane").salt,
            passwords.simulated_verifier(sensitive, "jANE").salt);
}

}  // namespace
}  // namespace poolhouse::userpools
