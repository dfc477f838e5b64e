// Stored access keys, and requests signed with them.
#include "aws/access_keys.h"

#include <gtest/gtest.h>

#include "api/cognito_idp/list_user_pools.h"
#include "api/errors.h"
#include "crypto/system_random.h"
#include "store/backends.h"

namespace poolhouse::aws {
namespace {

class AccessKeysTest : public ::testing::TestWithParam<store::Engine> {
 protected:
  void SetUp() override {
    if (GetParam() == store::Engine::postgres && store::postgres_url().empty())
      GTEST_SKIP() << store::kWhyNoPostgres;
    database.emplace(GetParam());
    opened = database->open(store::embedded_migrations());
  }
  AccessKey create(const std::string& description = "test") {
    return store::write(*opened, [&](store::Connection& db) {
      return keys.create(db, std::string(kAllowEverything), description);
    });
  }

  crypto::SystemRandom random;
  ManualClock clock;
  crypto::MasterKeys master =
      crypto::MasterKeys::from_text("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "test");
  AccessKeys keys{master, clock, random};
  std::optional<store::Database> database;
  std::unique_ptr<store::Store> opened;
};

TEST_P(AccessKeysTest, a_key_is_found_with_its_secret_until_it_is_deleted) {
  const auto made = create();
  EXPECT_EQ(made.id.size(), 20U);
  EXPECT_EQ(made.secret.size(), 40U);
  const auto found = store::read(*opened, [&](store::Connection& db) { return keys.find(db, made.id); });
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->secret == made.secret);
  EXPECT_TRUE(store::write(*opened, [&](store::Connection& db) { return keys.remove(db, made.id); }));
  EXPECT_FALSE(store::write(*opened, [&](store::Connection& db) { return keys.remove(db, made.id); }));
  EXPECT_FALSE(store::read(*opened, [&](store::Connection& db) { return keys.find(db, made.id); }));
}

TEST_P(AccessKeysTest, the_list_is_in_the_order_of_creation_and_has_no_secrets) {
  (void)create("first");
  clock.advance(std::chrono::seconds(1));
  (void)create("second");
  const auto all = store::read(*opened, [&](store::Connection& db) { return keys.list(db); });
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].description, "first");
  EXPECT_EQ(all[1].description, "second");
  EXPECT_TRUE(all[0].secret.empty());
}

TEST_P(AccessKeysTest, a_request_without_a_known_key_is_refused) {
  StoredKeySigner signer(*opened, keys, clock, "us-east-1");
  http::Request request;
  request.method = "POST";
  request.target = request.path = "/";
  request.headers.add("Host", "localhost");
  auto refused = [&] { (void)sync_wait(signer.authenticate(request, cognito_idp::op::ListUserPools::info)); };
  EXPECT_THROW(refused(), api::MissingAuthenticationTokenException);
  request.headers.add("X-Amz-Date", "20260901T070509Z");
  request.headers.add(
      "Authorization",
      "AWS4-HMAC-SHA256 Credential=AKIANOBODYKNOWSTHIS0/20260901/us-east-1/cognito-idp/aws4_request, "
      "SignedHeaders=host;x-amz-date, Signature=" +
          std::string(64, '0'));
  EXPECT_THROW(refused(), api::UnrecognizedClientException);
}

INSTANTIATE_TEST_SUITE_P(On, AccessKeysTest,
                         ::testing::Values(store::Engine::sqlite, store::Engine::postgres), store::name_of);

}  // namespace
}  // namespace poolhouse::aws
