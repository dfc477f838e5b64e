#include "userpools/attributes/update_user_attributes.h"

#include "userpools/request_attributes.h"
#include "userpools/rules/attribute_schema.h"
#include "userpools/rules/client_permissions.h"

namespace poolhouse::userpools {

Task<cognito_idp::UpdateUserAttributesResponse> UpdateUserAttributes::handle(
    cognito_idp::UpdateUserAttributesRequest request, SignedInUser caller) {
  const auto& schema = *caller.pool->settings.schema_attributes;
  auto changes = or_fail(attributes_of(request.user_attributes));
  or_fail(check_writable(caller.client->settings.write_attributes, schema, changes));
  or_fail(check_attribute_changes(schema, changes));

  cognito_idp::UpdateUserAttributesResponse response;
  response.code_delivery_details_list =
      co_await changes_.apply(caller.pool, std::move(caller.user), std::move(changes), ChangedBy::user,
                              caller.client->id.value(), metadata_of(request.client_metadata));
  co_return response;
}

}  // namespace poolhouse::userpools
