// The row of a sign-in: revocation, rotation and the detection of reuse (reference 4.8, 9.6).
#include "userpools/tokens/token_family.h"

#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

class TokenFamilyTest : public OperationTest {
 protected:
  static constexpr auto kLifetime = std::chrono::days(30);

  template <class Fn>
  auto write(Fn fn) {
    return store::write(house->store(), [&](store::Connection& db) { return fn(db); });
  }
  void insert(const char* sub, const char* id) {
    write([&](store::Connection& db) {
      insert_token_family(db, {.pool = pool,
                               .sub = Sub(sub),
                               .id = OriginJti(id),
                               .client = ClientId("client"),
                               .expires_at = house->clock.now() + kLifetime});
      return 0;
    });
  }
  std::optional<std::int64_t> newest(const char* sub, const char* id) {
    return write([&](store::Connection& db) {
      const auto row =
          db.query_one("SELECT generation FROM token_family WHERE sub = $1 AND origin_jti = $2", {sub, id});
      return row ? row->optional_integer(0) : std::nullopt;
    });
  }
  bool lives(const char* sub, const char* id) { return newest(sub, id).has_value(); }
  // The generation of the successor, or -1 for a revoked family and -2 for a reused token.
  std::int64_t rotate(std::int64_t generation, Duration grace = {}) {
    const auto rotated = write([&](store::Connection& db) {
      return rotate_token_family(db, pool, Sub("jane"), OriginJti("1"), generation, grace,
                                 house->clock.now());
    });
    if (rotated) return generation + 1;
    return rotated.error() == RotationFault::revoked ? -1 : -2;
  }

  UserPoolId pool{"us-east-1_AbCdEfGhI"};
};

TEST_P(TokenFamilyTest, revoking_one_sign_in_leaves_the_others) {
  for (const char* id : {"1", "2", "3"}) {
    insert("jane", id);
    house->clock.advance(Duration(1));
  }
  insert("joe", "1");
  write([&](store::Connection& db) {
    revoke_token_family(db, pool, Sub("jane"), OriginJti("1"));
    return 0;
  });
  EXPECT_FALSE(lives("jane", "1"));
  EXPECT_TRUE(lives("jane", "2"));
  EXPECT_TRUE(lives("joe", "1"));
  write([&](store::Connection& db) {
    revoke_all_token_families(db, pool, Sub("jane"));
    return 0;
  });
  EXPECT_FALSE(lives("jane", "2"));
  EXPECT_FALSE(lives("jane", "3"));
  EXPECT_TRUE(lives("joe", "1"));
}

TEST_P(TokenFamilyTest, each_rotation_takes_the_token_before_it_out_of_use) {
  insert("jane", "1");
  insert("jane", "2");
  EXPECT_EQ(newest("jane", "1"), 0);
  EXPECT_EQ(rotate(0), 1);
  EXPECT_EQ(rotate(1), 2);
  EXPECT_EQ(newest("jane", "1"), 2);
  EXPECT_EQ(newest("jane", "2"), 0);
  EXPECT_EQ(rotate(1), -2);
  EXPECT_FALSE(lives("jane", "1")) << "a reused token revokes the family";
  EXPECT_TRUE(lives("jane", "2"));
  EXPECT_EQ(rotate(2), -1);
}

TEST_P(TokenFamilyTest, the_predecessor_is_accepted_during_the_grace_period_and_no_older_one) {
  const Duration grace = std::chrono::seconds(10);
  insert("jane", "1");
  EXPECT_EQ(rotate(0, grace), 1);
  house->clock.advance(grace - Duration(1));
  EXPECT_EQ(rotate(0, grace), 1);
  EXPECT_EQ(rotate(1, grace), 2) << "the retry did not use the successor up";
  EXPECT_EQ(rotate(0, grace), -2);
  EXPECT_FALSE(lives("jane", "1"));
}

TEST_P(TokenFamilyTest, after_the_grace_period_it_is_reuse) {
  const Duration grace = std::chrono::seconds(10);
  insert("jane", "1");
  EXPECT_EQ(rotate(0, grace), 1);
  house->clock.advance(grace);
  EXPECT_EQ(rotate(0, grace), -2);
  EXPECT_EQ(rotate(1, grace), -1);
}

TEST_P(TokenFamilyTest, a_generation_that_was_never_issued_is_no_key) {
  insert("jane", "1");
  EXPECT_EQ(rotate(5), -2);
  EXPECT_FALSE(lives("jane", "1"));
}

TEST_P(TokenFamilyTest, expired_families_are_forgotten_a_slice_at_a_time) {
  for (const char* id : {"1", "2", "3"}) {
    insert("jane", id);
    house->clock.advance(Duration(1));
  }
  house->clock.advance(std::chrono::days(1));
  insert("jane", "late");
  const auto forget = [&](std::int64_t limit) {
    write([&](store::Connection& db) {
      delete_expired_token_families(db, house->clock.now(), limit);
      return 0;
    });
    return int(lives("jane", "1")) + int(lives("jane", "2")) + int(lives("jane", "3"));
  };
  EXPECT_EQ(forget(10), 3);
  house->clock.advance(kLifetime);
  house->clock.advance(-std::chrono::hours(1));
  EXPECT_EQ(forget(2), 1);
  EXPECT_EQ(forget(2), 0);
  EXPECT_TRUE(lives("jane", "late"));
}

ON_BOTH_ENGINES(TokenFamilyTest);

}  // namespace
}  // namespace poolhouse::userpools
