#include "userpools/attributes/admin_delete_user_attributes.h"

#include "api/cognito_idp/errors.h"
#include "userpools/rules/attribute_schema.h"
#include "userpools/users/user_repository.h"

namespace poolhouse::userpools {

Task<cognito_idp::AdminDeleteUserAttributesResponse> AdminDeleteUserAttributes::handle(
    cognito_idp::AdminDeleteUserAttributesRequest request, AdminCall call) {
  const auto& pool = *call.pool;
  auto user =
      co_await store_.read([&](store::Connection& db) { return find_user(db, pool, request.username); });
  if (!user) throw cognito_idp::UserNotFoundException("User does not exist.");
  or_fail(check_attribute_deletions(*pool.settings.schema_attributes, request.user_attribute_names));
  co_await changes_.remove(call.pool, *std::move(user), std::move(request.user_attribute_names));
  co_return cognito_idp::AdminDeleteUserAttributesResponse{};
}

}  // namespace poolhouse::userpools
