#include "userpools/tokens/operations.h"

namespace poolhouse::userpools {

TokenOperations::TokenOperations(Shared& s)
    : guards_(s.guards),
      refresh_(s.store, s.refresh_tokens, s.issuer, s.clock),
      get_tokens_from_refresh_token_(refresh_),
      revoke_token_(s.store, s.refresh_tokens),
      global_sign_out_(s.store),
      admin_user_global_sign_out_(s.store) {}

void TokenOperations::add_to(aws::Dispatcher& dispatcher) {
  serve(dispatcher, guards_, get_tokens_from_refresh_token_);
  serve(dispatcher, guards_, revoke_token_);
  serve(dispatcher, guards_, global_sign_out_);
  serve(dispatcher, guards_, admin_user_global_sign_out_);
}

}  // namespace poolhouse::userpools
