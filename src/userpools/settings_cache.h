// Pool and client settings in memory, since every request needs them.
//
// An entry is served for at most one second, so a change made on another node is seen within a second;
// one made here is seen at once, because who changes settings calls `forget` after the commit.
#pragma once

#include <shared_mutex>
#include <unordered_map>

#include "base/task.h"
#include "base/time.h"
#include "store/store.h"
#include "userpools/clients/app_client_repository.h"
#include "userpools/pools/pool.h"

namespace poolhouse::userpools {

class SettingsCache {
 public:
  static constexpr Duration kServedFor = std::chrono::seconds(1);
  // Then it starts anew: far more than the service lets an account have (reference 13.4).
  static constexpr std::size_t kEntriesMax = 20'000;

  SettingsCache(store::Store& store, const AppClients& clients, const Clock& clock);

  Task<PoolRef> find_pool(UserPoolId id);       // null when absent
  Task<AppClientRef> find_client(ClientId id);  // null when absent
  // ResourceNotFoundException when absent.
  Task<PoolRef> require_pool(UserPoolId id);
  Task<AppClientRef> require_client(ClientId id);

  // With the pool's clients, which a deleted pool takes with it.
  void forget(const UserPoolId& id);
  void forget(const ClientId& id);

 private:
  template <class Ref>
  struct Entry {
    Ref value;
    Time loaded_at;
  };
  template <class Id, class Ref>
  using Entries = std::unordered_map<Id, Entry<Ref>>;

  template <class Id, class Ref>
  Ref cached(const Entries<Id, Ref>& entries, const Id& id) const;
  template <class Id, class Ref>
  void keep(Entries<Id, Ref>& entries, const Id& id, const Ref& value, Time loaded_at, std::uint64_t epoch);

  store::Store& store_;
  const AppClients& clients_;
  const Clock& clock_;
  mutable std::shared_mutex mutex_;
  // Counts `forget`s: what was read before one must not be kept after it.
  std::uint64_t epoch_ = 0;
  Entries<UserPoolId, PoolRef> pools_;
  Entries<ClientId, AppClientRef> app_clients_;
};

}  // namespace poolhouse::userpools
