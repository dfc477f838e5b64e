// ListGroups: a pool's groups, a page at a time.
#pragma once

#include "api/cognito_idp/list_groups.h"
#include "base/task.h"
#include "store/store.h"
#include "userpools/guards.h"
#include "userpools/paging.h"

namespace poolhouse::userpools {

class ListGroups {
 public:
  using Operation = cognito_idp::op::ListGroups;

  ListGroups(store::Store& store, const PageTokens& page_tokens) : store_(store), page_tokens_(page_tokens) {}
  Task<cognito_idp::ListGroupsResponse> handle(cognito_idp::ListGroupsRequest request, AdminCall call);

 private:
  store::Store& store_;
  const PageTokens& page_tokens_;
};

}  // namespace poolhouse::userpools
