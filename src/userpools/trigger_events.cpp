#include "userpools/trigger_events.h"

#include "api/cognito_idp/types.h"

namespace poolhouse::userpools {

triggers::Event new_user_event(const Pool& pool, std::string username, const Attributes& attributes,
                               std::string source, std::string client_id,
                               triggers::Metadata client_metadata) {
  return {.source = std::move(source),
          .pool = pool.id,
          .functions = pool.settings.lambda_config,
          .client_id = std::move(client_id),
          .username = std::move(username),
          .user_attributes = {attributes.begin(), attributes.end()},
          .client_metadata = std::move(client_metadata)};
}

triggers::Event user_event(const Pool& pool, const User& user, std::string source, std::string client_id,
                           triggers::Metadata client_metadata) {
  auto event = new_user_event(pool, user.username.value(), user.attributes, std::move(source),
                              std::move(client_id), std::move(client_metadata));
  event.user_attributes["sub"] = user.sub.value();
  event.user_attributes["cognito:user_status"] = to_string(user.status);
  return event;
}

}  // namespace poolhouse::userpools
