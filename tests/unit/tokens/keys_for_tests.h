// Keys made once for all tests of a run: an RSA key takes 160 ms.
#pragma once

#include "crypto/signing_key.h"

namespace poolhouse::tokens {

inline const crypto::SigningKey& rsa_key() {
  static const auto key =
      crypto::SigningKey::load(crypto::generate_signing_key(crypto::SignatureAlgorithm::rs256));
  return key;
}

inline const crypto::SigningKey& other_rsa_key() {
  static const auto key =
      crypto::SigningKey::load(crypto::generate_signing_key(crypto::SignatureAlgorithm::rs256));
  return key;
}

inline const crypto::SigningKey& p256_key() {
  static const auto key =
      crypto::SigningKey::load(crypto::generate_signing_key(crypto::SignatureAlgorithm::es256));
  return key;
}

}  // namespace poolhouse::tokens
