#include "userpools/attributes/admin_update_user_attributes.h"

#include "api/cognito_idp/errors.h"
#include "userpools/request_attributes.h"
#include "userpools/rules/attribute_schema.h"
#include "userpools/trigger_events.h"
#include "userpools/users/user_repository.h"

namespace poolhouse::userpools {

Task<cognito_idp::AdminUpdateUserAttributesResponse> AdminUpdateUserAttributes::handle(
    cognito_idp::AdminUpdateUserAttributesRequest request, AdminCall call) {
  const auto& pool = *call.pool;
  auto user =
      co_await store_.read([&](store::Connection& db) { return find_user(db, pool, request.username); });
  if (!user) throw cognito_idp::UserNotFoundException("User does not exist.");
  auto changes = or_fail(attributes_of(request.user_attributes));
  or_fail(check_attribute_changes(*pool.settings.schema_attributes, changes));
  (void)co_await changes_.apply(call.pool, *std::move(user), std::move(changes), ChangedBy::administrator,
                                kNoClient, metadata_of(request.client_metadata));
  co_return cognito_idp::AdminUpdateUserAttributesResponse{};
}

}  // namespace poolhouse::userpools
