// Who the account is: parts of ids and ARNs.
#pragma once

#include <fmt/format.h>

#include <string>

#include "base/strong.h"

namespace poolhouse::userpools {

struct Account {
  std::string region;
  std::string id;
  // What `iss` starts with, without a trailing slash.
  std::string issuer_base;

  // "arn:aws:cognito-idp:us-east-1:000000000000"
  [[nodiscard]] std::string arn_prefix() const {
    return fmt::format("arn:aws:cognito-idp:{}:{}", region, id);
  }
  [[nodiscard]] std::string pool_arn(const UserPoolId& pool) const {
    return fmt::format("{}:userpool/{}", arn_prefix(), pool.value());
  }
};

}  // namespace poolhouse::userpools
