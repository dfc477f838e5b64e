// ListUsersInGroup: a group's members, a page at a time.
#pragma once

#include "api/cognito_idp/list_users_in_group.h"
#include "base/task.h"
#include "store/store.h"
#include "userpools/guards.h"
#include "userpools/paging.h"

namespace poolhouse::userpools {

class ListUsersInGroup {
 public:
  using Operation = cognito_idp::op::ListUsersInGroup;

  ListUsersInGroup(store::Store& store, const PageTokens& page_tokens)
      : store_(store), page_tokens_(page_tokens) {}
  Task<cognito_idp::ListUsersInGroupResponse> handle(cognito_idp::ListUsersInGroupRequest request,
                                                     AdminCall call);

 private:
  store::Store& store_;
  const PageTokens& page_tokens_;
};

}  // namespace poolhouse::userpools
