#include "userpools/clients/shown_client.h"

#include "api/codec.h"

namespace poolhouse::userpools {

cognito_idp::UserPoolClientType shown_client(const AppClient& client) {
  auto shown = api::clone(client.settings);
  if (!client.secrets.empty()) shown.client_secret = client.secrets.back().clone();
  return shown;
}

}  // namespace poolhouse::userpools
