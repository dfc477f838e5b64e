// Refresh tokens: opaque to clients, sealed by us, with the five-part look of the service's JWE.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/strong.h"
#include "base/time.h"
#include "crypto/sealed.h"

namespace poolhouse::tokens {

struct RefreshToken {
  UserPoolId pool;
  ClientId client_id;
  Sub sub;
  OriginJti origin_jti;
  std::string token_id;         // tells the tokens of one family apart
  std::int64_t generation = 0;  // counts rotations
  Time auth_time;
  Time issued_at;
  Time expires_at;
  std::string scopes;  // separated by blanks; empty for the API flows

  friend bool operator==(const RefreshToken&, const RefreshToken&) = default;
};

enum class RefreshTokenError {
  malformed,     // not a token of ours, or changed
  wrong_client,  // issued to another client
};

// Mints and redeems. Expiry, revocation and rotation are rules of the caller.
class RefreshTokens {
 public:
  // A longer text is refused unread.
  static constexpr std::size_t kBytesMax = 8UL * 1024;

  RefreshTokens(const crypto::MasterKeys& keys, Random& random);

  // Throws std::length_error if the scopes make it longer than kBytesMax.
  [[nodiscard]] std::string mint(const RefreshToken& token) const;
  [[nodiscard]] std::expected<RefreshToken, RefreshTokenError> redeem(std::string_view text,
                                                                      const ClientId& client) const;

 private:
  crypto::Sealer sealer_;
};

}  // namespace poolhouse::tokens
