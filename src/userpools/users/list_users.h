// ListUsers: a pool's users, all of them or those whose one searchable attribute matches.
#pragma once

#include "api/cognito_idp/list_users.h"
#include "base/task.h"
#include "store/store.h"
#include "userpools/guards.h"
#include "userpools/paging.h"

namespace poolhouse::userpools {

class ListUsers {
 public:
  using Operation = cognito_idp::op::ListUsers;

  ListUsers(store::Store& store, const PageTokens& page_tokens) : store_(store), page_tokens_(page_tokens) {}
  Task<cognito_idp::ListUsersResponse> handle(cognito_idp::ListUsersRequest request, AdminCall call);

 private:
  store::Store& store_;
  const PageTokens& page_tokens_;
};

}  // namespace poolhouse::userpools
