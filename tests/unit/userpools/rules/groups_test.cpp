#include "userpools/rules/groups.h"

#include <gtest/gtest.h>

namespace poolhouse::userpools {
namespace {

constexpr auto kNone = std::nullopt;

TEST(Groups, claims_follow_precedence) {
  struct Case {
    std::vector<GroupMembership> memberships;
    GroupClaims claims;
  };
  for (const auto& c : std::vector<Case>{
           {{}, {}},
           {{{"b", kNone, kNone}, {"a", kNone, kNone}}, {{"a", "b"}, {}, kNone}},
           {{{"a", kNone, "r1"}}, {{"a"}, {"r1"}, "r1"}},
           {{{"a", 2, "r1"}, {"b", 1, "r2"}}, {{"b", "a"}, {"r2", "r1"}, "r2"}},
           {{{"a", kNone, "r1"}, {"b", 5, "r2"}}, {{"b", "a"}, {"r2", "r1"}, "r2"}},
           {{{"a", 0, "r1"}, {"b", 1, "r2"}}, {{"a", "b"}, {"r1", "r2"}, "r1"}},
           {{{"a", 1, "r1"}, {"b", 1, "r2"}}, {{"a", "b"}, {"r1", "r2"}, kNone}},
           {{{"a", 1, "r1"}, {"b", 1, "r1"}}, {{"a", "b"}, {"r1"}, "r1"}},
           {{{"a", 1, "r1"}, {"b", 1, "r2"}, {"c", 1, "r1"}}, {{"a", "b", "c"}, {"r1", "r2"}, kNone}},
           {{{"a", 1, "r1"}, {"b", 2, "r2"}, {"c", 2, "r3"}}, {{"a", "b", "c"}, {"r1", "r2", "r3"}, "r1"}},
           {{{"a", 1, kNone}, {"b", 2, "r2"}}, {{"a", "b"}, {"r2"}, "r2"}},
           {{{"a", 2147483647, "r1"}, {"b", kNone, "r2"}}, {{"a", "b"}, {"r1", "r2"}, "r1"}},
       }) {
    EXPECT_EQ(group_claims(c.memberships), c.claims);
  }
}

TEST(Groups, a_tie_of_three_roles_stays_a_tie) {
  // The third group's role is neither the first's nor "none".
  const auto claims = group_claims({{"a", 1, "r1"}, {"b", 1, "r2"}, {"c", 1, "r3"}, {"d", 9, "r4"}});
  EXPECT_EQ(claims.preferred_role, kNone);
}

}  // namespace
}  // namespace poolhouse::userpools
