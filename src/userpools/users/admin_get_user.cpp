#include "userpools/users/admin_get_user.h"

#include "userpools/request_attributes.h"
#include "userpools/users/require_user.h"

namespace poolhouse::userpools {

Task<cognito_idp::AdminGetUserResponse> AdminGetUser::handle(cognito_idp::AdminGetUserRequest request,
                                                             AdminCall call) {
  const auto user = co_await store_.read(
      [&](store::Connection& db) { return require_user(db, *call.pool, request.username); });
  cognito_idp::AdminGetUserResponse response;
  response.username = user.username.value();
  response.user_attributes = shown_attributes(user);
  response.user_create_date = user.created_at;
  response.user_last_modified_date = user.modified_at;
  response.enabled = user.enabled;
  response.user_status = user.status;
  co_return response;
}

}  // namespace poolhouse::userpools
