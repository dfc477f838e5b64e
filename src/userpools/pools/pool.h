// A user pool as the operations see it: its identity and its settings.
#pragma once

#include <memory>
#include <string>

#include "api/cognito_idp/types.h"
#include "base/strong.h"

namespace poolhouse::userpools {

struct Pool {
  UserPoolId id;
  // What DescribeUserPool answers, except EstimatedNumberOfUsers.
  cognito_idp::UserPoolType settings;
  // Its users' passwords may be stored in two ways (users/password.h), since the tag that says how has
  // changed.
  bool mixes_password_storage = false;
};
// Settings are shared by all requests that run and replaced, never changed.
using PoolRef = std::shared_ptr<const Pool>;

// The part of the id after `_`, which SRP mixes into every verifier.
[[nodiscard]] inline std::string srp_pool_name(const UserPoolId& pool) {
  return pool.value().substr(pool.value().find('_') + 1);
}

}  // namespace poolhouse::userpools
