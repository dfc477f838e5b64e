#include "userpools/attributes/delete_user_attributes.h"

#include "userpools/rules/attribute_schema.h"
#include "userpools/rules/client_permissions.h"

namespace poolhouse::userpools {

Task<cognito_idp::DeleteUserAttributesResponse> DeleteUserAttributes::handle(
    cognito_idp::DeleteUserAttributesRequest request, SignedInUser caller) {
  const auto& schema = *caller.pool->settings.schema_attributes;
  const auto& names = request.user_attribute_names;
  or_fail(check_writable(caller.client->settings.write_attributes, schema, names));
  or_fail(check_attribute_deletions(schema, names));
  co_await changes_.remove(caller.pool, std::move(caller.user), std::move(request.user_attribute_names));
  co_return cognito_idp::DeleteUserAttributesResponse{};
}

}  // namespace poolhouse::userpools
