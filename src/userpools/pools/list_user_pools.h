// ListUserPools: the account's pools, a page at a time.
#pragma once

#include "api/cognito_idp/list_user_pools.h"
#include "base/task.h"
#include "store/store.h"
#include "userpools/guards.h"
#include "userpools/paging.h"

namespace poolhouse::userpools {

class ListUserPools {
 public:
  using Operation = cognito_idp::op::ListUserPools;

  ListUserPools(store::Store& store, const PageTokens& page_tokens)
      : store_(store), page_tokens_(page_tokens) {}
  Task<cognito_idp::ListUserPoolsResponse> handle(cognito_idp::ListUserPoolsRequest request);

 private:
  store::Store& store_;
  const PageTokens& page_tokens_;
};

}  // namespace poolhouse::userpools
