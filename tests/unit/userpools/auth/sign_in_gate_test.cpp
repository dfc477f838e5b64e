#include "userpools/auth/sign_in_gate.h"

#include <gtest/gtest.h>

#include <vector>

namespace poolhouse::userpools {
namespace {

const UserPoolId kPool("us-east-1_AbCdEfGhI");

TEST(SignInGate, lets_five_attempts_at_a_user_run_and_others_go_their_way) {
  SignInGate gate;
  std::vector<SignInGate::Ticket> running;
  for (int i = 0; i < SignInGate::kAtOnceMax; ++i) {
    auto ticket = gate.enter(kPool, Sub("jane"));
    ASSERT_TRUE(ticket) << i;
    running.push_back(std::move(*ticket));
  }
  EXPECT_FALSE(gate.enter(kPool, Sub("jane")));
  EXPECT_TRUE(gate.enter(kPool, Sub("john")));
  EXPECT_TRUE(gate.enter(UserPoolId("us-east-1_Other0000"), Sub("jane")));
}

TEST(SignInGate, an_attempt_that_ends_makes_room) {
  SignInGate gate;
  for (int i = 0; i < 100; ++i) {
    const auto ticket = gate.enter(kPool, Sub("jane"));
    EXPECT_TRUE(ticket) << i;
  }
}

}  // namespace
}  // namespace poolhouse::userpools
