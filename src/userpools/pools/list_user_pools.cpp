#include "userpools/pools/list_user_pools.h"

#include "userpools/pools/pool_repository.h"

namespace poolhouse::userpools {
namespace {

cognito_idp::UserPoolDescriptionType description_of(const Pool& pool) {
  cognito_idp::UserPoolDescriptionType description;
  description.id = pool.id.value();
  description.name = pool.settings.name;
  description.lambda_config = pool.settings.lambda_config;
  description.creation_date = pool.settings.creation_date;
  description.last_modified_date = pool.settings.last_modified_date;
  return description;
}

}  // namespace

Task<cognito_idp::ListUserPoolsResponse> ListUserPools::handle(cognito_idp::ListUserPoolsRequest request) {
  const Listing listing{.operation = "ListUserPools", .pool = {}, .filter = {}};
  const auto size = page_size(request.max_results);
  const auto after = page_tokens_.position(listing, request.next_token);
  auto pools = co_await store_.read([&](store::Connection& db) { return list_pools(db, after, size + 1); });
  cognito_idp::ListUserPoolsResponse response;
  response.next_token =
      page_tokens_.cut_page(listing, pools, size, [](const PoolRef& pool) { return pool->id.value(); });
  response.user_pools.emplace();
  for (const auto& pool : pools) response.user_pools->push_back(description_of(*pool));
  co_return response;
}

}  // namespace poolhouse::userpools
