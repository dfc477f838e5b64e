// Codes as they are kept: one live one for each user and purpose (reference 3.2).
#include "userpools/codes/verification_codes.h"

#include "api/cognito_idp/errors.h"
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

class VerificationCodesTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (house) codes.emplace(keys, house->clock, random);
  }
  void save(const char* sub, CodeFor purpose, const char* code, const char* address = "jane@example.com",
            Duration ttl = std::chrono::hours(1)) {
    store::write(house->store(), [&](store::Connection& db) {
      codes->save(db, pool, Sub(sub), purpose, Secret(code), {.attribute = "email", .value = address}, ttl);
      return 0;
    });
  }
  // The address the code was sent to, or why it is refused.
  std::string check(const char* sub, CodeFor purpose, const char* code) {
    return store::write(house->store(), [&](store::Connection& db) -> std::string {
      const auto sent = codes->check(db, pool, Sub(sub), purpose, Secret(code));
      if (sent) return sent->value;
      return sent.error() == CodeFault::mismatch ? "mismatch" : "none live";
    });
  }

  // As an operation would: counted, and undone where it is refused.
  std::string guess(const std::string& sub, CodeFor purpose, const char* code,
                    WithoutCode without = WithoutCode::none_live) {
    try {
      return store::write(house->store(), [&](store::Connection& db) -> std::string {
        const auto sent = codes->guess(db, pool, Sub(sub), purpose, Secret(code), without);
        if (sent) return sent->value;
        return sent.error() == CodeFault::mismatch ? "mismatch" : "none live";
      });
    } catch (const cognito_idp::LimitExceededException&) {
      return "limit";
    }
  }
  // Ten guesses of each of ten users, whose windows allow them.
  void waste_a_hundred(CodeFor purpose, const std::string& users, const char* address) {
    for (int user = 0; user < 10; ++user) {
      const auto sub = users + std::to_string(user);
      save(sub.c_str(), purpose, "111111", address, std::chrono::hours(24));
      for (int i = 0; i < 10; ++i) ASSERT_EQ(guess(sub, purpose, "000000"), "mismatch") << user << " " << i;
    }
  }

  UserPoolId pool{"us-east-1_AbCdEfGhI"};
  SeededRandom random{3};
  crypto::MasterKeys keys =
      crypto::MasterKeys::from_text("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "the test");
  std::optional<VerificationCodes> codes;
};

TEST_P(VerificationCodesTest, a_code_is_its_users_its_purposes_and_its_pools) {
  save("jane", CodeFor::email, "123456");
  EXPECT_EQ(check("jane", CodeFor::email, "123456"), "jane@example.com");
  EXPECT_EQ(check("jane", CodeFor::email, "123457"), "mismatch");
  EXPECT_EQ(check("jane", CodeFor::email, ""), "mismatch");
  EXPECT_EQ(check("joe", CodeFor::email, "123456"), "none live");
  for (const auto purpose : {CodeFor::sign_up, CodeFor::forgot_password, CodeFor::phone_number})
    EXPECT_EQ(check("jane", purpose, "123456"), "none live");
  pool = UserPoolId("us-east-1_ZZZZZZZZZ");
  EXPECT_EQ(check("jane", CodeFor::email, "123456"), "none live");
}

TEST_P(VerificationCodesTest, a_new_code_replaces_the_old_one_of_its_purpose) {
  save("jane", CodeFor::email, "111111", "old@example.com");
  save("jane", CodeFor::sign_up, "333333", "sign-up@example.com");
  save("jane", CodeFor::email, "222222", "new@example.com");
  EXPECT_EQ(check("jane", CodeFor::email, "111111"), "mismatch");
  EXPECT_EQ(check("jane", CodeFor::email, "222222"), "new@example.com");
  EXPECT_EQ(check("jane", CodeFor::sign_up, "333333"), "sign-up@example.com");
}

TEST_P(VerificationCodesTest, a_code_expires) {
  save("jane", CodeFor::email, "123456");
  house->clock.advance(std::chrono::hours(1) - Duration(1));
  EXPECT_EQ(check("jane", CodeFor::email, "123456"), "jane@example.com");
  house->clock.advance(Duration(1));
  EXPECT_EQ(check("jane", CodeFor::email, "123456"), "none live");
}

TEST_P(VerificationCodesTest, a_removed_code_is_no_code) {
  save("jane", CodeFor::email, "123456");
  save("jane", CodeFor::phone_number, "654321");
  const auto waiting = [&](CodeFor purpose) {
    return store::read(house->store(), [&](store::Connection& db) {
      const auto sent = codes->find_live(db, pool, Sub("jane"), purpose);
      return sent ? sent->value : std::string("nothing");
    });
  };
  EXPECT_EQ(waiting(CodeFor::email), "jane@example.com");
  store::write(house->store(), [&](store::Connection& db) {
    codes->remove(db, pool, Sub("jane"), CodeFor::email);
    return 0;
  });
  EXPECT_EQ(check("jane", CodeFor::email, "123456"), "none live");
  EXPECT_EQ(waiting(CodeFor::email), "nothing");
  EXPECT_EQ(check("jane", CodeFor::phone_number, "654321"), "jane@example.com");
}

TEST_P(VerificationCodesTest, the_same_code_leaves_another_trace_for_everybody) {
  save("jane", CodeFor::email, "123456");
  save("joe", CodeFor::email, "123456");
  const auto hashes = store::read(house->store(), [](store::Connection& db) {
    return db.query("SELECT code_hash FROM verification_code ORDER BY sub");
  });
  ASSERT_EQ(hashes.size(), 2U);
  EXPECT_NE(hashes[0].blob(0), hashes[1].blob(0));
  EXPECT_EQ(hashes[0].blob(0).find("123456"), std::string::npos);
}

TEST_P(VerificationCodesTest, a_hundred_wrong_codes_a_day_for_one_address_whoever_the_users_are) {
  waste_a_hundred(CodeFor::sign_up, "many", "Jane@example.com");
  struct Case {
    const char* what;
    CodeFor purpose;
    const char* address;
    const char* answer;
  };
  for (const auto& c : {
           Case{"the address", CodeFor::sign_up, "Jane@example.com", "limit"},
           Case{"another spelling", CodeFor::sign_up, "jane@EXAMPLE.com", "limit"},
           Case{"to verify an attribute", CodeFor::email, "jane@example.com", "limit"},
           Case{"for a forgotten password", CodeFor::forgot_password, "jane@example.com", "jane@example.com"},
           Case{"another address", CodeFor::sign_up, "june@example.com", "june@example.com"},
       }) {
    SCOPED_TRACE(c.what);
    save("new", c.purpose, "123456", c.address, std::chrono::hours(24));
    EXPECT_EQ(guess("new", c.purpose, "123456"), c.answer) << "the right code";
  }
  const auto here = std::exchange(pool, UserPoolId("us-east-1_ZZZZZZZZZ"));
  save("new", CodeFor::sign_up, "123456", "jane@example.com");
  EXPECT_EQ(guess("new", CodeFor::sign_up, "123456"), "jane@example.com");
  pool = here;
  house->clock.advance(std::chrono::hours(24));
  save("new", CodeFor::sign_up, "123456", "jane@example.com");
  EXPECT_EQ(guess("new", CodeFor::sign_up, "123456"), "jane@example.com");
}

TEST_P(VerificationCodesTest, right_codes_and_codes_that_are_not_there_count_as_no_wrong_ones) {
  for (int hour = 0; hour < 12; ++hour) {
    save("jane", CodeFor::sign_up, "123456", "jane@example.com");
    for (int i = 0; i < 10; ++i) {
      ASSERT_EQ(guess("jane", CodeFor::sign_up, "123456"), "jane@example.com");
      ASSERT_EQ(guess("joe", CodeFor::sign_up, "123456"), "none live");
    }
    house->clock.advance(std::chrono::hours(1));
  }
}

TEST_P(VerificationCodesTest, a_hundred_wrong_codes_a_day_for_one_user_whatever_they_are_for) {
  int wrong = 0;
  for (int hour = 0; hour < 10; ++hour) {
    save("jane", CodeFor::sign_up, "123456", "jane@example.com");
    save("jane", CodeFor::forgot_password, "123456", "jane@example.com");
    // The hour's window of ConfirmForgotPassword lets ten through; the other purpose has one of its own.
    for (int i = 0; i < 5; ++i) {
      for (const auto purpose : {CodeFor::sign_up, CodeFor::forgot_password})
        if (guess("jane", purpose, "000000") == "mismatch") ++wrong;
    }
    house->clock.advance(std::chrono::hours(1));
  }
  EXPECT_EQ(wrong, 100);
  for (const auto purpose : {CodeFor::sign_up, CodeFor::forgot_password, CodeFor::email}) {
    save("jane", purpose, "123456", "new@example.com", std::chrono::hours(24));
    EXPECT_EQ(guess("jane", purpose, "123456"), "limit");
  }
  house->clock.advance(std::chrono::hours(14));
  save("jane", CodeFor::email, "123456", "new@example.com");
  EXPECT_EQ(guess("jane", CodeFor::email, "123456"), "new@example.com");
}

// Counted like a user who has a code, so that they cannot be told apart.
TEST_P(VerificationCodesTest, a_name_that_nobody_has_has_the_same_limit) {
  const auto last_of = [&](const char* sub, WithoutCode without) {
    std::string last;
    for (int i = 0; i < 101; ++i) {
      if (i % 10 == 0 && i > 0) house->clock.advance(std::chrono::hours(1));
      last = guess(sub, CodeFor::sign_up, "000000", without);
      if (i < 100) EXPECT_EQ(last, "mismatch") << sub << " " << i;
    }
    return last;
  };
  save("jane", CodeFor::sign_up, "123456", "jane@example.com", std::chrono::hours(24));
  EXPECT_EQ(last_of("jane", WithoutCode::none_live), "limit");
  EXPECT_EQ(last_of("nobody", WithoutCode::mismatch), "limit");
}

TEST_P(VerificationCodesTest, what_wrong_codes_are_counted_by_names_no_address) {
  save("jane", CodeFor::sign_up, "123456", "jane@example.com");
  EXPECT_EQ(guess("jane", CodeFor::sign_up, "000000"), "mismatch");
  const auto subjects = store::read(house->store(), [&](store::Connection& db) {
    std::vector<std::string> found;
    for (const auto& row :
         db.query("SELECT subject FROM attempt WHERE pool_id = $1 AND action = 'wrong_code'", {pool.value()}))
      found.push_back(row.text(0));
    return found;
  });
  ASSERT_EQ(subjects.size(), 2U);
  for (const auto& subject : subjects) EXPECT_TRUE(subject == "jane" || subject.size() == 64) << subject;
}

ON_BOTH_ENGINES(VerificationCodesTest);

}  // namespace
}  // namespace poolhouse::userpools
