// How long settings are believed (docs/architecture.md: another node's change is seen within a second).
#include "userpools/settings_cache.h"

#include "userpools/pools/pool_repository.h"
#include "userpools/test_house.h"

namespace poolhouse::userpools {
namespace {

// A cache that was not told of changes, as that of another node.
class SettingsCacheTest : public OperationTest {
 protected:
  void SetUp() override {
    OperationTest::SetUp();
    if (!house) return;
    pool = UserPoolId(house->pool());
    client = ClientId(house->client(pool.value())["ClientId"].get<std::string>());
    keys.emplace(crypto::MasterKeys::from_text("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "the test"));
    clients.emplace(*keys, random);
    cache.emplace(house->store(), *clients, house->clock);
  }
  std::string pool_name() { return *sync_wait(cache->require_pool(pool))->settings.name; }
  std::string client_name() { return *sync_wait(cache->require_client(client))->settings.client_name; }
  void rename_both(const std::string& name) {
    house->must("UpdateUserPool", {{"UserPoolId", pool.value()}, {"PoolName", name}});
    house->must("UpdateUserPoolClient",
                {{"UserPoolId", pool.value()}, {"ClientId", client.value()}, {"ClientName", name}});
  }

  UserPoolId pool;
  ClientId client;
  SeededRandom random{1};
  std::optional<crypto::MasterKeys> keys;
  std::optional<AppClients> clients;
  std::optional<SettingsCache> cache;
};

TEST_P(SettingsCacheTest, a_change_made_elsewhere_is_seen_after_a_second) {
  EXPECT_EQ(pool_name(), "house");
  EXPECT_EQ(client_name(), "app");
  rename_both("renamed");
  house->clock.advance(SettingsCache::kServedFor - Duration(1));
  EXPECT_EQ(pool_name(), "house");
  EXPECT_EQ(client_name(), "app");
  house->clock.advance(Duration(1));
  EXPECT_EQ(pool_name(), "renamed");
  EXPECT_EQ(client_name(), "renamed");
}

TEST_P(SettingsCacheTest, a_change_that_it_is_told_of_is_seen_at_once) {
  EXPECT_EQ(pool_name(), "house");
  EXPECT_EQ(client_name(), "app");
  rename_both("renamed");
  cache->forget(client);
  EXPECT_EQ(client_name(), "renamed");
  EXPECT_EQ(pool_name(), "house");
  cache->forget(pool);
  EXPECT_EQ(pool_name(), "renamed");
}

TEST_P(SettingsCacheTest, a_pool_that_is_forgotten_takes_its_clients_with_it) {
  EXPECT_EQ(client_name(), "app");
  rename_both("renamed");
  cache->forget(UserPoolId("us-east-1_AbCdEfGhI"));
  EXPECT_EQ(client_name(), "app");
  cache->forget(pool);
  EXPECT_EQ(client_name(), "renamed");
}

TEST_P(SettingsCacheTest, what_is_not_there_is_looked_for_each_time) {
  const UserPoolId missing("us-east-1_AbCdEfGhI");
  EXPECT_EQ(sync_wait(cache->find_pool(missing)), nullptr);
  store::write(house->store(), [&](store::Connection& db) {
    Pool late{.id = missing, .settings = {}};
    late.settings.name = "late";
    late.settings.creation_date = late.settings.last_modified_date = house->clock.now();
    insert_pool(db, late);
    return 0;
  });
  ASSERT_NE(sync_wait(cache->find_pool(missing)), nullptr);
  EXPECT_EQ(sync_wait(cache->find_pool(missing))->settings.name, "late");
}

ON_BOTH_ENGINES(SettingsCacheTest);

}  // namespace
}  // namespace poolhouse::userpools
