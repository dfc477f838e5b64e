#include "userpools/pools/create_user_pool.h"

#include <fmt/format.h>

#include "api/cognito_idp/errors.h"
#include "userpools/pools/pool_repository.h"
#include "userpools/rules/pool_settings.h"

namespace poolhouse::userpools {
namespace {

// What the service raises its quota to when asked (reference 13.4).
constexpr std::int64_t kPoolsMax = 10'000;

}  // namespace

CreateUserPool::CreateUserPool(store::Store& store, SigningKeys& keys, SpareSigningKeys& spare_keys,
                               const Account& account, const Clock& clock, Random& random)
    : store_(store),
      keys_(keys),
      spare_keys_(spare_keys),
      account_(account),
      clock_(clock),
      random_(random) {}

Task<cognito_idp::CreateUserPoolResponse> CreateUserPool::handle(cognito_idp::CreateUserPoolRequest request) {
  const auto now = clock_.now();
  Pool pool{.id = {}, .settings = or_fail(new_pool_settings(request, account_.region))};
  pool.id = UserPoolId(
      fmt::format("{}_{}", account_.region,
                  random_.text(9, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")));
  pool.settings.id = pool.id.value();
  pool.settings.arn = account_.pool_arn(pool.id);
  pool.settings.creation_date = now;
  pool.settings.last_modified_date = now;

  const auto [id_token_key, access_token_key] = co_await spare_keys_.take_pair();
  co_await store_.write([&](store::Connection& db) {
    if (count_pools(db) >= kPoolsMax) {
      throw cognito_idp::LimitExceededException(
          fmt::format("The account has {} user pools already, which is the limit.", kPoolsMax));
    }
    insert_pool(db, pool);
    keys_.insert(db, pool.id, id_token_key, access_token_key, now);
  });
  cognito_idp::CreateUserPoolResponse response;
  response.user_pool = std::move(pool.settings);
  response.user_pool->estimated_number_of_users = 0;
  co_return response;
}

}  // namespace poolhouse::userpools
