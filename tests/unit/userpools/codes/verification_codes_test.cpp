// Codes as they are kept: one live one for each user and purpose (reference 3.2).
#include "userpools/codes/verification_codes.h"

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

ON_BOTH_ENGINES(VerificationCodesTest);

}  // namespace
}  // namespace poolhouse::userpools
