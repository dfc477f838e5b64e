#include "userpools/users/shown_user.h"

#include "userpools/request_attributes.h"

namespace poolhouse::userpools {

cognito_idp::UserType shown_user(const User& user) {
  cognito_idp::UserType shown;
  shown.username = user.username.value();
  shown.attributes = shown_attributes(user);
  shown.user_create_date = user.created_at;
  shown.user_last_modified_date = user.modified_at;
  shown.enabled = user.enabled;
  shown.user_status = user.status;
  return shown;
}

}  // namespace poolhouse::userpools
