// AdminListGroupsForUser: a user's groups, the strongest first.
#pragma once

#include "api/cognito_idp/admin_list_groups_for_user.h"
#include "base/task.h"
#include "store/store.h"
#include "userpools/guards.h"
#include "userpools/paging.h"

namespace poolhouse::userpools {

class AdminListGroupsForUser {
 public:
  using Operation = cognito_idp::op::AdminListGroupsForUser;

  AdminListGroupsForUser(store::Store& store, const PageTokens& page_tokens)
      : store_(store), page_tokens_(page_tokens) {}
  Task<cognito_idp::AdminListGroupsForUserResponse> handle(cognito_idp::AdminListGroupsForUserRequest request,
                                                           AdminCall call);

 private:
  store::Store& store_;
  const PageTokens& page_tokens_;
};

}  // namespace poolhouse::userpools
