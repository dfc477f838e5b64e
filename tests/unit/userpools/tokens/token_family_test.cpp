// The row of a sign-in: revocation, rotation and the detection of reuse (reference 4.8, 9.6).
#include "userpools/tokens/token_family.h"

#include <thread>

#include "userpools/test_house.h"
#include "userpools/users/user_repository.h"

namespace poolhouse::userpools {
namespace {

using tokens::RefreshToken;

class TokenFamilyTest : public OperationTest {
 protected:
  static constexpr auto kLifetime = std::chrono::days(30);

  template <class Fn>
  auto write(Fn fn) {
    return store::write(house->store(), [&](store::Connection& db) { return fn(db); });
  }
  void SetUp() override {
    OperationTest::SetUp();
    if (!house) return;
    for (const char* sub : {"jane", "joe"}) {
      write([&](store::Connection& db) {
        db.execute(
            "INSERT INTO user_account (pool_id, sub, username, status, enabled, attributes, created_at, "
            "modified_at) VALUES ($1, $2, $2, 'CONFIRMED', 1, '{}', 0, 0)",
            {pool.value(), sub});
      });
    }
  }
  std::int64_t count(const std::string& sql) {
    return write([&](store::Connection& db) { return db.query_one(sql)->integer(0); });
  }
  void insert(const char* sub, const std::string& id) {
    write([&](store::Connection& db) {
      insert_token_family(db, {.pool = pool,
                               .sub = Sub(sub),
                               .id = OriginJti(id),
                               .client = ClientId("client"),
                               .expires_at = house->clock.now() + kLifetime});
    });
  }
  bool lives(const char* sub, const char* id) {
    const auto found = write(
        [&](store::Connection& db) { return find_user_and_sign_in(db, pool, Sub(sub), OriginJti(id)); });
    return found && found->signed_in;
  }
  void revoke(const char* sub, const char* id) {
    write([&](store::Connection& db) { revoke_token_family(db, pool, Sub(sub), OriginJti(id)); });
  }
  void revoke_all(const char* sub) {
    write([&](store::Connection& db) { revoke_all_token_families(db, pool, Sub(sub)); });
  }
  void remove_ended(const char* sub) {
    sync_wait(remove_ended_token_families(house->store(), pool, Sub(sub)));
  }

  // The first token of jane's sign-in, and one that was rotated from another.
  [[nodiscard]] RefreshToken first(const std::string& id = "1") const {
    return {.pool = pool,
            .client_id = ClientId("client"),
            .sub = Sub("jane"),
            .origin_jti = OriginJti(id),
            .token_id = "first",
            .generation = 0,
            .auth_time = house->clock.now(),
            .issued_at = house->clock.now(),
            .expires_at = house->clock.now() + kLifetime,
            .scopes = {}};
  }
  [[nodiscard]] RefreshToken next(RefreshToken from, const std::string& token_id) const {
    ++from.generation;
    from.token_id = token_id;
    from.issued_at = house->clock.now();
    return from;
  }
  std::string rotate(const RefreshToken& used, const RefreshToken& successor, Duration grace, Time now) {
    const auto rotated =
        write([&](store::Connection& db) { return rotate_token_family(db, used, successor, grace, now); });
    if (rotated) return "good";
    return rotated.error() == RotationFault::revoked ? "revoked" : "reused";
  }
  std::string rotate(const RefreshToken& used, const RefreshToken& successor, Duration grace = {}) {
    return rotate(used, successor, grace, house->clock.now());
  }

  UserPoolId pool{"us-east-1_AbCdEfGhI"};
};

TEST_P(TokenFamilyTest, revoking_one_sign_in_leaves_the_others) {
  for (const char* id : {"1", "2", "3"}) insert("jane", id);
  insert("joe", "1");
  EXPECT_EQ(rotate(first(), next(first(), "A")), "good");
  revoke("jane", "1");
  EXPECT_FALSE(lives("jane", "1"));
  EXPECT_EQ(count("SELECT count(*) FROM refresh_token"), 0);
  EXPECT_TRUE(lives("jane", "2"));
  EXPECT_TRUE(lives("joe", "1"));
  revoke_all("jane");
  EXPECT_FALSE(lives("jane", "2"));
  EXPECT_FALSE(lives("jane", "3"));
  EXPECT_TRUE(lives("joe", "1"));
}

TEST_P(TokenFamilyTest, a_sign_out_everywhere_holds_before_any_row_is_removed) {
  insert("jane", "1");
  insert("jane", "2");
  const auto successor = next(first(), "A");
  EXPECT_EQ(rotate(first(), successor), "good");
  // Given a process that dies between the sign-out and the removal,
  revoke_all("jane");
  insert("jane", "3");
  EXPECT_EQ(count("SELECT count(*) FROM token_family"), 3);
  // then what was there is good for nothing, and what came after is.
  EXPECT_FALSE(lives("jane", "1"));
  EXPECT_FALSE(lives("jane", "2"));
  EXPECT_EQ(rotate(successor, next(successor, "B")), "revoked");
  EXPECT_EQ(rotate(first("2"), next(first("2"), "A")), "revoked");
  EXPECT_TRUE(lives("jane", "3"));
  EXPECT_EQ(rotate(first("3"), next(first("3"), "A")), "good");
}

TEST_P(TokenFamilyTest, many_ended_families_leave_in_slices_and_the_others_stay) {
  constexpr int kMany = 1203;
  for (const char* sub : {"jane", "joe"}) {
    write([&](store::Connection& db) {
      db.execute(
          "INSERT INTO token_family (pool_id, sub, origin_jti, client_id, expires_at, sign_outs) "
          "WITH RECURSIVE number(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < 1203) "
          "SELECT $1, $2, 'old' || CAST(i AS TEXT), 'client', $3, 0 FROM number",
          {pool.value(), sub, to_epoch_ms(house->clock.now() + kLifetime)});
    });
  }
  EXPECT_EQ(rotate(first("old7"), next(first("old7"), "A")), "good");
  remove_ended("jane");
  EXPECT_EQ(count("SELECT count(*) FROM token_family WHERE sub = 'jane'"), kMany) << "nobody signed out";
  EXPECT_EQ(count("SELECT count(*) FROM refresh_token"), 1);

  revoke_all("jane");
  insert("jane", "new");
  EXPECT_EQ(rotate(first("new"), next(first("new"), "A")), "good");
  remove_ended("jane");
  EXPECT_EQ(count("SELECT count(*) FROM token_family WHERE sub = 'jane'"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM refresh_token"), 1);
  EXPECT_TRUE(lives("jane", "new"));
  EXPECT_EQ(count("SELECT count(*) FROM token_family WHERE sub = 'joe'"), kMany);

  // A user who is gone takes the rest along.
  write([&](store::Connection& db) { db.execute("DELETE FROM user_account WHERE sub = 'jane'"); });
  remove_ended("jane");
  EXPECT_EQ(count("SELECT count(*) FROM token_family WHERE sub = 'jane'"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM refresh_token"), 0);
}

TEST_P(TokenFamilyTest, a_token_is_good_until_it_is_rotated_and_its_grace_is_over) {
  struct Step {
    int at_ms;  // by the clock of the node that is asked
    const char* used;
    const char* successor;
    const char* expected;
  };
  struct Case {
    const char* what;
    int grace_s;
    std::vector<Step> steps;
  };
  const std::vector<Case> cases = {
      {"without a grace each token is used once",
       0,
       {{0, "first", "A", "good"}, {1, "A", "B", "good"}, {2, "A", "X", "reused"}, {3, "B", "X", "revoked"}}},
      {"the first token too",
       0,
       {{0, "first", "A", "good"}, {1, "first", "X", "reused"}, {2, "A", "X", "revoked"}}},
      {"two tabs: what was never rotated is good after the grace of its elder",
       2,
       {{0, "first", "A", "good"},
        {500, "first", "B", "good"},
        {1000, "A", "A2", "good"},
        {3500, "B", "B2", "good"},
        {3600, "A2", "A3", "good"},
        {60'000, "B2", "B3", "good"},
        {90'000, "B2", "X", "reused"},
        {90'001, "A3", "X", "revoked"}}},
      {"each token has a grace of its own, however many came after it",
       30,
       {{0, "first", "A", "good"},
        {100, "A", "B", "good"},
        {1000, "first", "C", "good"},
        {1100, "A", "D", "good"},
        {29'999, "first", "E", "good"},
        {30'000, "A", "F", "good"},
        {30'100, "A", "X", "reused"}}},
      {"the last moment of the grace",
       10,
       {{0, "first", "A", "good"}, {9999, "first", "B", "good"}, {10'000, "first", "X", "reused"}}},
      {"a retry does not prolong the grace",
       10,
       {{0, "first", "A", "good"},
        {1000, "A", "B", "good"},
        {9000, "A", "C", "good"},
        {11'000, "A", "X", "reused"}}},
      {"without a grace a clock that lags honours nothing again",
       0,
       {{0, "first", "A", "good"}, {-60'000, "first", "X", "reused"}}},
      {"nor a successor", 0, {{0, "first", "A", "good"}, {1, "A", "B", "good"}, {0, "A", "X", "reused"}}},
      {"with a grace a clock may lag a little",
       10,
       {{0, "first", "A", "good"}, {-5000, "first", "B", "good"}, {-5001, "first", "X", "reused"}}},
      {"a token that nobody issued", 10, {{0, "A", "X", "reused"}, {1, "first", "A", "revoked"}}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    revoke("jane", "1");
    insert("jane", "1");
    insert("jane", "2");
    const auto start = house->clock.now();
    std::map<std::string, RefreshToken> known{{"first", first()}, {"A", next(first(), "A")}};
    for (const auto& step : c.steps) {
      SCOPED_TRACE(step.at_ms);
      const auto& used = known.at(step.used);
      known[step.successor] = next(used, step.successor);
      EXPECT_EQ(
          rotate(used, known[step.successor], std::chrono::seconds(c.grace_s), start + Duration(step.at_ms)),
          step.expected);
      // A client that no longer rotates revives nothing.
      const bool unused = write([&](store::Connection& db) { return is_unused_successor(db, used); });
      EXPECT_FALSE(unused);
    }
    EXPECT_EQ(lives("jane", "1"), std::string(c.steps.back().expected) == "good");
    EXPECT_TRUE(lives("jane", "2"));
    revoke("jane", "2");
  }
}

TEST_P(TokenFamilyTest, of_many_who_use_one_token_at_once_without_grace_one_is_served) {
  constexpr int kAtOnce = 8;
  for (int round = 0; round < 40; ++round) {
    insert("jane", "1");
    auto used = first();
    if (round % 2 == 1) {
      used = next(first(), "A");
      ASSERT_EQ(rotate(first(), used), "good");
    }
    std::vector<std::string> answers(kAtOnce);
    {
      std::vector<std::jthread> threads;
      for (int i = 0; i < kAtOnce; ++i) {
        // No two of them agree on the time.
        threads.emplace_back([&, i] {
          answers[i] = rotate(used, next(used, "S" + std::to_string(i)), Duration::zero(),
                              house->clock.now() - std::chrono::seconds(i));
        });
      }
    }
    EXPECT_EQ(std::ranges::count(answers, "good"), 1) << "round " << round;
    EXPECT_EQ(std::ranges::count(answers, "reused"), 1) << "round " << round;
    EXPECT_FALSE(lives("jane", "1")) << "round " << round;
  }
}

TEST_P(TokenFamilyTest, a_family_that_rotates_for_years_keeps_few_rows_and_forgets_no_good_token) {
  const Duration grace = std::chrono::seconds(60);
  insert("jane", "1");
  auto used = first();
  auto aside = next(used, "aside");
  auto successor = next(used, "0");
  aside.expires_at = successor.expires_at += std::chrono::days(3650);
  EXPECT_EQ(rotate(used, successor, grace), "good");
  EXPECT_EQ(rotate(used, aside, grace), "good");
  for (int i = 1; i <= 200; ++i) {
    house->clock.advance(std::chrono::hours(1));
    used = std::exchange(successor, next(successor, std::to_string(i)));
    ASSERT_EQ(rotate(used, successor, grace), "good");
    write([&](store::Connection& db) { (void)delete_expired_token_families(db, house->clock.now(), 100); });
    ASSERT_LE(count("SELECT count(*) FROM refresh_token"), 3);
  }
  EXPECT_EQ(rotate(aside, next(aside, "B"), grace), "good");
  house->clock.advance(grace);
  EXPECT_EQ(rotate(used, next(used, "X"), grace), "reused");
}

TEST_P(TokenFamilyTest, who_asks_again_and_again_within_the_grace_keeps_the_newest_successors) {
  const Duration grace = std::chrono::seconds(60);
  insert("jane", "1");
  const auto used = first();
  std::vector<RefreshToken> successors;
  for (int i = 0; i < kSuccessorsMax + 20; ++i) {
    house->clock.advance(Duration(1));
    successors.push_back(next(used, std::to_string(i)));
    ASSERT_EQ(rotate(used, successors.back(), grace), "good");
  }
  EXPECT_EQ(count("SELECT count(*) FROM refresh_token"), kSuccessorsMax);
  EXPECT_EQ(rotate(successors[20], next(successors[20], "A"), grace), "good");
  EXPECT_EQ(rotate(successors[0], next(successors[0], "X"), grace), "reused");
}

TEST_P(TokenFamilyTest, expired_families_are_forgotten_a_slice_at_a_time) {
  for (const char* id : {"1", "2", "3"}) {
    insert("jane", id);
    house->clock.advance(Duration(1));
  }
  house->clock.advance(std::chrono::days(1));
  insert("jane", "late");
  const auto forget = [&](std::int64_t limit) {
    write([&](store::Connection& db) { (void)delete_expired_token_families(db, house->clock.now(), limit); });
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
