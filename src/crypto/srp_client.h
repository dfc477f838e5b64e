// SRP-6a, client side: for tests and the load driver. The server never runs it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/srp.h"

namespace poolhouse::crypto::srp {

class Client {
 public:
  // A random `a` of 256 bits.
  explicit Client(Random& random);
  // A given `a`.
  explicit Client(Secret a);

  // Big-endian, without leading zeros.
  [[nodiscard]] const std::string& A() const { return A_; }
  // SRP_A: lower-case hex without leading zeros, so perhaps an odd number of digits.
  [[nodiscard]] std::string A_hex() const;

  // S = (B - k·g^x)^(a + u·x) mod N. Nothing if B mod N or u is 0, or B is not hex.
  [[nodiscard]] std::optional<Secret> secret(const Identity& identity, const Secret& password,
                                             std::string_view salt_hex, std::string_view B_hex) const;
  // PASSWORD_CLAIM_SIGNATURE for what the challenge said, all as received.
  [[nodiscard]] std::optional<std::string> sign(const Identity& identity, const Secret& password,
                                                std::string_view salt_hex, std::string_view B_hex,
                                                std::string_view secret_block_base64,
                                                std::string_view timestamp) const;

 private:
  Secret a_;
  std::string A_;
};

}  // namespace poolhouse::crypto::srp
