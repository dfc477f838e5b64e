#include "crypto/password_hash.h"

#include <gtest/gtest.h>

namespace poolhouse::crypto {
namespace {

TEST(PasswordHash, is_argon2id_with_the_stated_cost_and_a_fresh_salt) {
  const auto phc = hash_password(Secret("P2$Sword-example"));
  EXPECT_TRUE(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << phc;
  EXPECT_NE(phc, hash_password(Secret("P2$Sword-example")));
}

TEST(PasswordHash, matches_only_its_password) {
  const auto phc = hash_password(Secret("P2$Sword-example"));
  EXPECT_TRUE(password_matches(phc, Secret("P2$Sword-example")));
  for (const std::string near_miss : {"P2$Sword-exampl", "P2$Sword-example ", "p2$Sword-example", ""}) {
    EXPECT_FALSE(password_matches(phc, Secret(near_miss))) << near_miss;
  }
}

TEST(PasswordHash, reads_what_the_reference_implementation_writes) {
  // argon2 "somesalt" -id -t 2 -m 16 -p 1, from the test program of the reference implementation.
  const std::string phc =
      "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  EXPECT_TRUE(password_matches(phc, Secret("password")));
  EXPECT_FALSE(password_matches(phc, Secret("Password")));
}

TEST(PasswordHash, refuses_other_texts_and_costs_over_the_limit) {
  const std::string end = ",p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  for (const std::string& phc : {
           std::string(),
           std::string("password"),
           std::string("$2b$10$abcdefghijklmnopqrstuv"),
           "$argon2i$v=19$m=65536,t=2" + end,         // not argon2id
           "$argon2id$v=16$m=65536,t=2" + end,        // not version 19
           "$argon2id$v=19$m=65537,t=2" + end,        // too much memory
           "$argon2id$v=19$m=4294967295,t=2" + end,   // far too much
           "$argon2id$v=19$m=99999999999,t=2" + end,  // not a number of 32 bits
           "$argon2id$v=19$m=64,t=11" + end,          // too long
           "$argon2id$v=19$m=64,t=1" + end + std::string(200, 'A'),
       }) {
    EXPECT_FALSE(password_matches(phc, Secret("password"))) << phc;
  }
}

}  // namespace
}  // namespace poolhouse::crypto
