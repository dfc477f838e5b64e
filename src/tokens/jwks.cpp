#include "tokens/jwks.h"

#include <fmt/format.h>

namespace poolhouse::tokens {
namespace {

// Every value is base64 or a name of ours, so there is nothing to escape.
std::string render(const crypto::SigningKey& key) {
  const auto& numbers = key.public_numbers();
  const auto alg = crypto::name_of(key.algorithm());
  switch (key.algorithm()) {
    case crypto::SignatureAlgorithm::rs256:
      return fmt::format(R"({{"alg":"{}","e":"{}","kid":"{}","kty":"RSA","n":"{}","use":"sig"}})", alg,
                         numbers.e, key.kid(), numbers.n);
    case crypto::SignatureAlgorithm::es256:
      return fmt::format(R"({{"alg":"{}","crv":"{}","kid":"{}","kty":"EC","use":"sig","x":"{}","y":"{}"}})",
                         alg, numbers.crv, key.kid(), numbers.x, numbers.y);
  }
  return {};
}

}  // namespace

std::string render_jwks(std::span<const crypto::SigningKey> keys) {
  std::string members;
  for (const auto& key : keys) {
    if (!members.empty()) members += ',';
    members += render(key);
  }
  return "{\"keys\":[" + members + "]}";
}

}  // namespace poolhouse::tokens
