// Keys that sign tokens.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace poolhouse::crypto {

enum class SignatureAlgorithm {
  rs256,  // RSA-2048, PKCS#1 v1.5, SHA-256: what Cognito's clients expect
  es256,  // P-256, SHA-256, signature as r ‖ s: an option per pool
};

// "RS256" or "ES256".
[[nodiscard]] std::string_view name_of(SignatureAlgorithm algorithm);

// A new private key as PKCS#8 DER. RSA takes about 160 ms: make them ahead of need.
[[nodiscard]] Secret generate_signing_key(SignatureAlgorithm algorithm);

// What a JWKS shows of a key. Numbers are base64url.
struct PublicKeyNumbers {
  std::string e, n;       // RSA
  std::string crv, x, y;  // elliptic curve
};

// A parsed key. Parsing costs three times a signature, so keys are loaded once and shared: copies are
// cheap and refer to the same key, and every method is safe from any thread.
class SigningKey {
 public:
  // The algorithm follows from the key. Throws std::runtime_error for anything but RSA of 2048 bits or
  // more and P-256.
  static SigningKey load(const Secret& pkcs8_der);

  // Standard base64 of the SHA-256 of the public key: 44 characters, the last one `=`.
  [[nodiscard]] const std::string& kid() const;
  [[nodiscard]] SignatureAlgorithm algorithm() const;
  [[nodiscard]] const PublicKeyNumbers& public_numbers() const;

  // Raw signature bytes, as JWS has them.
  [[nodiscard]] std::string sign(std::string_view message) const;
  [[nodiscard]] bool verify(std::string_view message, std::string_view signature) const;

 private:
  struct Loaded;
  explicit SigningKey(std::shared_ptr<const Loaded> loaded) : loaded_(std::move(loaded)) {}

  std::shared_ptr<const Loaded> loaded_;
};

}  // namespace poolhouse::crypto
