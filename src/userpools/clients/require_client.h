// The client that an operation names beside its pool.
#pragma once

#include <string>

#include "base/task.h"
#include "userpools/settings_cache.h"

namespace poolhouse::userpools {

// ResourceNotFoundException `User pool client … does not exist.` also for another pool's client.
Task<AppClientRef> require_client_of(SettingsCache& settings, const Pool& pool, std::string client_id);
// As it is now, inside the transaction that changes it.
[[nodiscard]] AppClientRef require_client_of(const AppClients& clients, store::Connection& db,
                                             const UserPoolId& pool, const ClientId& id);

}  // namespace poolhouse::userpools
