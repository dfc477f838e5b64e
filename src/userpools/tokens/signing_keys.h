// The keys that sign a pool's tokens: two RSA-2048 pairs, one for ID tokens and one for access tokens, as
// the real service has them.
#pragma once

#include <memory>
#include <shared_mutex>
#include <unordered_map>
#include <utility>

#include "base/cpu_pool.h"
#include "base/random.h"
#include "base/secret.h"
#include "base/strong.h"
#include "base/task.h"
#include "base/time.h"
#include "crypto/sealed.h"
#include "crypto/signing_key.h"
#include "store/store.h"

namespace poolhouse::userpools {

struct PoolSigningKeys {
  crypto::SigningKey id_token;
  crypto::SigningKey access_token;
};

// Parsed keys, shared by all requests. A pool's keys never change, so they are kept until forgotten.
class SigningKeys {
 public:
  static constexpr std::size_t kPoolsMax = 5'000;

  SigningKeys(store::Store& store, const crypto::MasterKeys& keys, Random& random);

  // Null when the pool has none.
  Task<std::shared_ptr<const PoolSigningKeys>> find(UserPoolId pool);
  // Inside the transaction that creates the pool.
  void insert(store::Connection& db, const UserPoolId& pool, const Secret& id_token_key,
              const Secret& access_token_key, Time now) const;
  void forget(const UserPoolId& pool);

 private:
  store::Store& store_;
  crypto::Sealer sealer_;
  std::shared_mutex mutex_;
  std::unordered_map<UserPoolId, std::shared_ptr<const PoolSigningKeys>> pools_;
};

// Keys made ahead of need: one takes 160 ms.
class SpareSigningKeys {
 public:
  // Enough for four pools at once; kept in the database, so that a restart does not make them again.
  static constexpr std::int64_t kKept = 8;

  SpareSigningKeys(store::Store& store, const crypto::MasterKeys& keys, CpuPool& cpu, Random& random);

  // Two private keys (PKCS#8 DER) that nobody else gets; made now if there are none in stock.
  Task<std::pair<Secret, Secret>> take_pair();
  // Makes one if fewer than kKept are in stock.
  Task<> restock();
  // Puts a private key (PKCS#8 DER) into stock.
  Task<> put(const Secret& key);

 private:
  store::Store& store_;
  CpuPool& cpu_;
  Random& random_;
  crypto::Sealer sealer_;
};

}  // namespace poolhouse::userpools
