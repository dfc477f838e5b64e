// A client as Create, Update and DescribeUserPoolClient answer it.
#pragma once

#include "userpools/clients/app_client.h"

namespace poolhouse::userpools {

// The settings with the newest secret, which the service shows every time.
[[nodiscard]] cognito_idp::UserPoolClientType shown_client(const AppClient& client);

}  // namespace poolhouse::userpools
