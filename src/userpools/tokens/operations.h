// Operations on the tokens of a sign-in: refreshing and revoking them.
#pragma once

#include "aws/dispatcher.h"
#include "userpools/auth/refresh_token_auth.h"
#include "userpools/shared.h"
#include "userpools/tokens/admin_user_global_sign_out.h"
#include "userpools/tokens/get_tokens_from_refresh_token.h"
#include "userpools/tokens/global_sign_out.h"
#include "userpools/tokens/revoke_token.h"

namespace poolhouse::userpools {

class TokenOperations {
 public:
  explicit TokenOperations(Shared& shared);
  void add_to(aws::Dispatcher& dispatcher);

 private:
  Guards& guards_;
  RefreshTokenAuth refresh_;
  GetTokensFromRefreshToken get_tokens_from_refresh_token_;
  RevokeToken revoke_token_;
  GlobalSignOut global_sign_out_;
  AdminUserGlobalSignOut admin_user_global_sign_out_;
};

}  // namespace poolhouse::userpools
