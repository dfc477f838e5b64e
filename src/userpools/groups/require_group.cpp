#include "userpools/groups/require_group.h"

#include "api/cognito_idp/errors.h"

namespace poolhouse::userpools {

Group require_group(store::Connection& db, const UserPoolId& pool, const GroupName& name) {
  auto group = find_group(db, pool, name);
  if (!group) throw cognito_idp::ResourceNotFoundException("Group not found.");
  return std::move(*group);
}

}  // namespace poolhouse::userpools
