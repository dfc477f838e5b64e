#include "userpools/user_pools.h"

namespace poolhouse::userpools {

UserPools::UserPools(Shared& shared, std::string public_url)
    : pools_(shared),
      clients_(shared),
      groups_(shared),
      auth_(shared),
      tokens_(shared),
      sign_up_(shared),
      passwords_(shared),
      attributes_(shared),
      users_(shared),
      discovery_(shared.settings, shared.signing_keys, std::move(public_url), shared.account.issuer_base) {}

void UserPools::add_to(aws::Dispatcher& dispatcher) {
  pools_.add_to(dispatcher);
  clients_.add_to(dispatcher);
  groups_.add_to(dispatcher);
  auth_.add_to(dispatcher);
  tokens_.add_to(dispatcher);
  sign_up_.add_to(dispatcher);
  passwords_.add_to(dispatcher);
  attributes_.add_to(dispatcher);
  users_.add_to(dispatcher);
}

}  // namespace poolhouse::userpools
