// The group that an operation names.
#pragma once

#include "userpools/groups/group_repository.h"

namespace poolhouse::userpools {

// ResourceNotFoundException `Group not found.`
[[nodiscard]] Group require_group(store::Connection& db, const UserPoolId& pool, const GroupName& name);

}  // namespace poolhouse::userpools
