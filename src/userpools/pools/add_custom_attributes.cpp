#include "userpools/pools/add_custom_attributes.h"

#include "api/codec.h"
#include "userpools/pools/pool_repository.h"
#include "userpools/pools/require_pool.h"
#include "userpools/rules/attribute_schema.h"

namespace poolhouse::userpools {

Task<cognito_idp::AddCustomAttributesResponse> AddCustomAttributes::handle(
    cognito_idp::AddCustomAttributesRequest request, AdminCall call) {
  co_await store_.write([&](store::Connection& db) {
    const auto before = require_pool(db, call.pool->id);
    auto after = api::clone(before->settings);
    after.schema_attributes =
        or_fail(with_custom_attributes(*before->settings.schema_attributes, request.custom_attributes));
    after.last_modified_date = clock_.now();
    update_pool(db, *before, after);
  });
  settings_.forget(call.pool->id);
  co_return cognito_idp::AddCustomAttributesResponse{};
}

}  // namespace poolhouse::userpools
