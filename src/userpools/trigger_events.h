// The event that a trigger is called with, from what the flows know.
#pragma once

#include <string>

#include "triggers/triggers.h"
#include "userpools/pools/pool.h"
#include "userpools/users/user.h"

namespace poolhouse::userpools {

// The client id of events that no client caused (documented).
inline constexpr const char* kNoClient = "CLIENT_ID_NOT_APPLICABLE";

// An event about a user that exists: its attributes with sub and cognito:user_status.
[[nodiscard]] triggers::Event user_event(const Pool& pool, const User& user, std::string source,
                                         std::string client_id, triggers::Metadata client_metadata);

// An event about a name that is no user of the pool, or not yet.
[[nodiscard]] triggers::Event new_user_event(const Pool& pool, std::string username,
                                             const Attributes& attributes, std::string source,
                                             std::string client_id, triggers::Metadata client_metadata);

}  // namespace poolhouse::userpools
