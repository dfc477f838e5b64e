// /{userPoolId}/.well-known/jwks.json
#pragma once

#include <span>
#include <string>

#include "crypto/signing_key.h"

namespace poolhouse::tokens {

// {"keys":[…]} with the members alg, e, kid, kty, n, use in this order (observed); for an elliptic curve
// alg, crv, kid, kty, use, x, y. In a pool's set the key of ID tokens is first, that of access tokens second.
[[nodiscard]] std::string render_jwks(std::span<const crypto::SigningKey> keys);

}  // namespace poolhouse::tokens
