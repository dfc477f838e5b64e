// DeleteUserPool (reference 1.2, 12.4), and the sweeping of what a deleted pool leaves.
#include "userpools/pools/pool_repository.h"
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

class DeleteUserPoolTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (!house) return;
    pool = house->pool({{"AutoVerifiedAttributes", {"email"}}});
    client = house->client(pool)["ClientId"];
  }
  Answer remove(const std::string& id) { return house->call("DeleteUserPool", {{"UserPoolId", id}}); }
  // The rows of that pool that are still there.
  std::int64_t rows_of(const std::string& id) {
    return store::read(house->store(), [&](store::Connection& db) {
      std::int64_t rows = 0;
      const auto count = [&](std::string_view sql) { rows += db.query_one(sql, {id})->integer(0); };
      count("SELECT count(*) FROM user_pool WHERE pool_id = $1");
      count("SELECT count(*) FROM app_client WHERE pool_id = $1");
      count("SELECT count(*) FROM app_client_pool WHERE pool_id = $1");
      count("SELECT count(*) FROM signing_key WHERE pool_id = $1");
      count("SELECT count(*) FROM user_account WHERE pool_id = $1");
      count("SELECT count(*) FROM former_password WHERE pool_id = $1");
      count("SELECT count(*) FROM sign_in_name WHERE pool_id = $1");
      count("SELECT count(*) FROM user_search WHERE pool_id = $1");
      count("SELECT count(*) FROM verification_code WHERE pool_id = $1");
      count("SELECT count(*) FROM attempt WHERE pool_id = $1");
      count("SELECT count(*) FROM spent_state WHERE pool_id = $1");
      count("SELECT count(*) FROM token_family WHERE pool_id = $1");
      count("SELECT count(*) FROM refresh_token WHERE pool_id = $1");
      count("SELECT count(*) FROM user_group WHERE pool_id = $1");
      count("SELECT count(*) FROM group_member WHERE pool_id = $1");
      return rows;
    });
  }
  bool sweep(std::int64_t limit) {
    return store::write(house->store(), [&](store::Connection& db) {
      return sweep_deleted_pools(db, house->clock.now(), limit);
    });
  }
  // The deleted pools that are remembered.
  std::int64_t remembered() {
    return store::read(house->store(), [](store::Connection& db) {
      return db.query_one("SELECT count(*) FROM deleted_pool")->integer(0);
    });
  }
  std::string pool;
  std::string client;
};

TEST_P(DeleteUserPoolTest, the_pool_its_clients_and_its_tokens_are_gone_at_once) {
  house->confirmed_user(pool, "jane", "Correct-Horse-1");
  const auto tokens = house->password_sign_in(client, "jane", "Correct-Horse-1").body["AuthenticationResult"];
  EXPECT_EQ(house->call("GetUser", {{"AccessToken", tokens["AccessToken"]}}).status, 200);

  const auto removed = remove(pool);
  EXPECT_EQ(removed.status, 200) << removed.message;
  EXPECT_EQ(removed.body, json());

  const auto no_pool = "User pool " + pool + " does not exist.";
  const auto no_client = "User pool client " + client + " does not exist.";
  expect_refused(house->call("DescribeUserPool", {{"UserPoolId", pool}}), "ResourceNotFoundException",
                 no_pool);
  expect_refused(remove(pool), "ResourceNotFoundException", no_pool);
  expect_refused(house->password_sign_in(client, "jane", "Correct-Horse-1"), "ResourceNotFoundException",
                 no_client);
  expect_refused(
      house->call("SignUp", {{"ClientId", client}, {"Username", "joe"}, {"Password", "Correct-Horse-1"}}),
      "ResourceNotFoundException", no_client);
  expect_refused(
      house->call("InitiateAuth", {{"AuthFlow", "REFRESH_TOKEN_AUTH"},
                                   {"ClientId", client},
                                   {"AuthParameters", {{"REFRESH_TOKEN", tokens["RefreshToken"]}}}}),
      "ResourceNotFoundException", no_client);
  expect_refused(house->call("GetUser", {{"AccessToken", tokens["AccessToken"]}}), "NotAuthorizedException",
                 "Could not verify signature for Access Token");
}

TEST_P(DeleteUserPoolTest, a_protected_pool_stays_until_the_protection_is_taken_away) {
  const auto guarded = house->pool({{"DeletionProtection", "ACTIVE"}});
  expect_refused(remove(guarded), "InvalidParameterException",
                 "The user pool cannot be deleted because deletion protection is activated. Deletion "
                 "protection must be inactivated first.");
  EXPECT_EQ(house->call("DescribeUserPool", {{"UserPoolId", guarded}}).status, 200);
  house->must("UpdateUserPool", {{"UserPoolId", guarded}, {"DeletionProtection", "INACTIVE"}});
  EXPECT_EQ(remove(guarded).status, 200);
}

TEST_P(DeleteUserPoolTest, its_rows_are_swept_away_in_slices_and_another_pools_stay) {
  const auto kept = house->pool({{"AutoVerifiedAttributes", {"email"}}});
  const std::string kept_client = house->client(kept)["ClientId"];
  for (const auto& [pool_id, client_id] : {std::pair(pool, client), std::pair(kept, kept_client)}) {
    house->must("CreateGroup", {{"UserPoolId", pool_id}, {"GroupName", "staff"}});
    for (const char* name : {"jane", "joe", "jim", "jill", "jack"}) {
      house->confirmed_user(pool_id, name, "Correct-Horse-1");
      house->must("AdminAddUserToGroup",
                  {{"UserPoolId", pool_id}, {"Username", name}, {"GroupName", "staff"}});
      EXPECT_EQ(house->srp_sign_in(client_id, name, "Correct-Horse-1", pool_id).status, 200);
      EXPECT_EQ(house->password_sign_in(client_id, name, "wrong").error, "NotAuthorizedException");
    }
    const std::string rotating =
        house->client(pool_id, {{"ExplicitAuthFlows", {"ALLOW_USER_PASSWORD_AUTH"}},
                                {"RefreshTokenRotation", {{"Feature", "ENABLED"}}}})["ClientId"];
    house->must("GetTokensFromRefreshToken",
                {{"ClientId", rotating},
                 {"RefreshToken", house->tokens(rotating, "jane", "Correct-Horse-1")["RefreshToken"]}});
    house->must("SignUp", {{"ClientId", client_id},
                           {"Username", "june"},
                           {"Password", "Correct-Horse-1"},
                           {"UserAttributes", {{{"Name", "email"}, {"Value", "june@example.com"}}}}});
  }
  const auto before = rows_of(kept);
  EXPECT_EQ(rows_of(pool), before);
  EXPECT_FALSE(sweep(2)) << "nothing was deleted";

  remove(pool);
  auto left = rows_of(pool);
  constexpr std::int64_t kTables = 10;
  for (int rounds = 0; sweep(2); ++rounds) {
    ASSERT_LT(rounds, 100);
    const auto now = rows_of(pool);
    EXPECT_LE(left - now, 2 * kTables);
    left = now;
  }
  EXPECT_EQ(left, 0);
  EXPECT_EQ(rows_of(kept), before);
  EXPECT_EQ(house->password_sign_in(kept_client, "jane", "Correct-Horse-1").status, 200);
}

TEST_P(DeleteUserPoolTest, what_another_node_still_wrote_is_swept_away_later) {
  remove(pool);
  while (sweep(1000)) {
  }
  EXPECT_EQ(rows_of(pool), 0);
  // Given a request that began before the pool was deleted and wrote after the sweep,
  store::write(house->store(), [&](store::Connection& db) {
    db.execute("INSERT INTO sign_in_name (pool_id, name, sub) VALUES ($1, 'late', 'sub')", {pool});
  });
  EXPECT_FALSE(sweep(1000));
  EXPECT_EQ(remembered(), 1);
  // when its time is over, then its rows go, and the pool is forgotten.
  house->clock.advance(kSweptAgainAfter);
  while (sweep(1000)) {
  }
  EXPECT_EQ(rows_of(pool), 0);
  EXPECT_EQ(remembered(), 0);
}

ON_BOTH_ENGINES(DeleteUserPoolTest);

}  // namespace
}  // namespace poolhouse::userpools
