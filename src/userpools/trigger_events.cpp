#include "userpools/trigger_events.h"

#include "api/cognito_idp/types.h"

namespace poolhouse::userpools {

triggers::Event user_event(const Pool& pool, const User& user, std::string source, std::string client_id,
                           triggers::Metadata client_metadata) {
  triggers::Event event{.source = std::move(source),
                        .pool = pool.id,
                        .client_id = std::move(client_id),
                        .username = user.username.value(),
                        .user_attributes = {user.attributes.begin(), user.attributes.end()},
                        .client_metadata = std::move(client_metadata)};
  event.user_attributes["sub"] = user.sub.value();
  event.user_attributes["cognito:user_status"] = to_string(user.status);
  return event;
}

}  // namespace poolhouse::userpools
