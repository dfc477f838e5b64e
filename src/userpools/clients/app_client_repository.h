// Where app clients are kept.
#pragma once

#include <string_view>
#include <vector>

#include "crypto/sealed.h"
#include "store/store.h"
#include "userpools/clients/app_client.h"

namespace poolhouse::userpools {

class AppClients {
 public:
  AppClients(const crypto::MasterKeys& keys, Random& random);

  [[nodiscard]] AppClientRef find(store::Connection& db, const ClientId& id) const;  // null when absent
  // Null when the client is another pool's.
  [[nodiscard]] AppClientRef find(store::Connection& db, const UserPoolId& pool, const ClientId& id) const;
  void insert(store::Connection& db, const AppClient& client) const;
  void update(store::Connection& db, const AppClient& client) const;
  void remove(store::Connection& db, const UserPoolId& pool, const ClientId& id) const;
  // A page in the order of ids, after `after` (exclusive; empty: from the start).
  [[nodiscard]] std::vector<AppClientRef> list(store::Connection& db, const UserPoolId& pool,
                                               std::string_view after, std::size_t limit) const;
  [[nodiscard]] std::int64_t count(store::Connection& db, const UserPoolId& pool) const;

 private:
  [[nodiscard]] AppClientRef read(const store::Row& row) const;
  [[nodiscard]] store::Value sealed_secrets(const AppClient& client) const;

  crypto::Sealer sealer_;
};

}  // namespace poolhouse::userpools
