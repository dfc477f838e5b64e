#include "userpools/pools/describe_user_pool.h"

#include <algorithm>
#include <limits>

#include "api/codec.h"
#include "userpools/pools/require_pool.h"
#include "userpools/users/user_repository.h"

namespace poolhouse::userpools {
namespace {

int shown_count(std::int64_t users) {
  return static_cast<int>(std::min<std::int64_t>(users, std::numeric_limits<int>::max()));
}

}  // namespace

// Read from the database, so that a change is read back at once on every node: Terraform takes what it
// reads after an update for the result of that update.
Task<cognito_idp::DescribeUserPoolResponse> DescribeUserPool::handle(cognito_idp::DescribeUserPoolRequest,
                                                                     AdminCall call) {
  co_return co_await store_.read([&call](store::Connection& db) {
    const auto pool = require_pool(db, call.pool->id);
    cognito_idp::DescribeUserPoolResponse response;
    response.user_pool = api::clone(pool->settings);
    response.user_pool->estimated_number_of_users = shown_count(estimate_user_count(db, pool->id));
    return response;
  });
}

}  // namespace poolhouse::userpools
