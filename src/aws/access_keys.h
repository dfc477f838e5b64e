// Access keys: the credentials of administrators and back ends, and the policies that limit them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/access_policy.h"
#include "aws/authority.h"
#include "base/random.h"
#include "base/secret.h"
#include "base/time.h"
#include "crypto/sealed.h"
#include "store/store.h"

namespace poolhouse::aws {

struct AccessKey {
  std::string id;  // AKIA and 16 characters [A-Z2-7]
  Secret secret;   // 40 characters
  std::string policy;
  std::string description;
  Time created_at;
};

// The policy of the root key.
inline constexpr std::string_view kAllowEverything =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})";

class AccessKeys {
 public:
  // One more cannot be created: keys are for services, not for people.
  static constexpr std::int64_t kKeysMax = 1000;

  AccessKeys(const crypto::MasterKeys& keys, const Clock& clock, Random& random);

  // A new key. `policy` has been parsed by parse_access_policy. Throws std::runtime_error beyond kKeysMax.
  AccessKey create(store::Connection& db, const std::string& policy, const std::string& description) const;
  [[nodiscard]] std::optional<AccessKey> find(store::Connection& db, const std::string& id) const;
  // In the order of creation, without secrets.
  [[nodiscard]] std::vector<AccessKey> list(store::Connection& db) const;
  // False when there is none.
  bool remove(store::Connection& db, const std::string& id) const;

 private:
  crypto::Sealer sealer_;
  const Clock& clock_;
  Random& random_;
};

// SigV4 against the stored keys.
class StoredKeySigner final : public Authenticator {
 public:
  StoredKeySigner(store::Store& store, const AccessKeys& keys, const Clock& clock, std::string region);
  Task<Authority> authenticate(const http::Request& request, const api::OperationInfo& operation) override;

 private:
  store::Store& store_;
  const AccessKeys& keys_;
  const Clock& clock_;
  std::string region_;
};

}  // namespace poolhouse::aws
