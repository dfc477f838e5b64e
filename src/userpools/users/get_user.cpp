#include "userpools/users/get_user.h"

#include "userpools/request_attributes.h"
#include "userpools/rules/client_permissions.h"

namespace poolhouse::userpools {

Task<cognito_idp::GetUserResponse> GetUser::handle(cognito_idp::GetUserRequest, SignedInUser caller) {
  cognito_idp::GetUserResponse response;
  response.username = caller.user.username.value();
  for (auto& attribute : shown_attributes(caller.user)) {
    if (is_readable(caller.client->settings.read_attributes, attribute.name))
      response.user_attributes.push_back(std::move(attribute));
  }
  co_return response;
}

}  // namespace poolhouse::userpools
