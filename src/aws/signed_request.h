// An HTTP request as SigV4 sees it.
#pragma once

#include "aws/sigv4.h"
#include "http/message.h"

namespace poolhouse::aws {

// Views `request`, which must outlive the result.
[[nodiscard]] SignedRequest signed_request(const http::Request& request);

}  // namespace poolhouse::aws
