// Groups and who is in them.
#pragma once

#include "aws/dispatcher.h"
#include "userpools/groups/admin_add_user_to_group.h"
#include "userpools/groups/admin_list_groups_for_user.h"
#include "userpools/groups/admin_remove_user_from_group.h"
#include "userpools/groups/create_group.h"
#include "userpools/groups/delete_group.h"
#include "userpools/groups/get_group.h"
#include "userpools/groups/list_groups.h"
#include "userpools/groups/list_users_in_group.h"
#include "userpools/groups/update_group.h"
#include "userpools/shared.h"

namespace poolhouse::userpools {

class GroupOperations {
 public:
  explicit GroupOperations(Shared& shared);
  void add_to(aws::Dispatcher& dispatcher);

 private:
  Guards& guards_;
  CreateGroup create_group_;
  GetGroup get_group_;
  UpdateGroup update_group_;
  DeleteGroup delete_group_;
  ListGroups list_groups_;
  AdminAddUserToGroup admin_add_user_to_group_;
  AdminRemoveUserFromGroup admin_remove_user_from_group_;
  AdminListGroupsForUser admin_list_groups_for_user_;
  ListUsersInGroup list_users_in_group_;
};

}  // namespace poolhouse::userpools
