// Sessions and SRP secret blocks are accepted once.
#pragma once

#include <string>

#include "base/strong.h"
#include "base/time.h"
#include "store/store.h"

namespace poolhouse::userpools {

// False when it was spent before. `expires_at` is the state's own expiry: after it nobody needs to know.
[[nodiscard]] bool spend_state(store::Connection& db, const UserPoolId& pool, const std::string& state_id,
                               Time expires_at);
[[nodiscard]] bool is_spent(store::Connection& db, const UserPoolId& pool, const std::string& state_id);
// At most `limit` at a time. How many.
std::int64_t delete_expired_states(store::Connection& db, Time now, std::int64_t limit);

}  // namespace poolhouse::userpools
