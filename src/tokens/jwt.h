// JSON Web Tokens in the one form the service makes: compact JWS by a key we know.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "crypto/signing_key.h"

namespace poolhouse::tokens {

// Writes claims in the order given; the service's order is observable. `/` is written `\/`, as observed.
// Texts are UTF-8. A name is given once only: the reader refuses duplicates.
class Claims {
 public:
  Claims& text(std::string_view name, std::string_view value);
  Claims& integer(std::string_view name, std::int64_t value);
  Claims& boolean(std::string_view name, bool value);
  Claims& texts(std::string_view name, std::span<const std::string> values);
  // `value` is one complete JSON value, copied as it is.
  Claims& json(std::string_view name, std::string_view value);

  // The claims as a JSON object.
  [[nodiscard]] std::string object() const { return "{" + members_ + "}"; }

 private:
  void name(std::string_view name);

  std::string members_;
};

// A longer token is refused unread.
inline constexpr std::size_t kJwtBytesMax = 16UL * 1024;

// The header is exactly {"kid":"…","alg":"RS256"}, as observed.
[[nodiscard]] std::string sign_jwt(const Claims& claims, const crypto::SigningKey& key);

enum class JwtError {
  malformed,        // not three parts of strict base64url with JSON objects, too long, or a duplicated member
  wrong_algorithm,  // `alg` is not that of the key, or the header has `crit`, `b64` or `zip`
  unknown_key,      // no such `kid`
  bad_signature,
};

// Claims whose signature was verified. Nothing else was: expiry, issuer, `token_use` and scope are rules
// of the caller. A getter gives nothing if the claim is absent or of another JSON type.
class VerifiedClaims {
 public:
  [[nodiscard]] std::optional<std::string_view> text(std::string_view name) const;
  // Whole numbers of 64 bits; 1.0, 1e3 and "1" are none.
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name) const;
  [[nodiscard]] std::optional<bool> boolean(std::string_view name) const;
  // Nothing unless every element is a text.
  [[nodiscard]] std::optional<std::vector<std::string>> texts(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;
  // The claims as they were signed.
  [[nodiscard]] const std::string& object() const { return object_; }

 private:
  friend class JwtReader;
  struct Other {};  // null, a fraction, an object, a mixed array
  using Value = std::variant<Other, std::string, std::int64_t, bool, std::vector<std::string>>;

  [[nodiscard]] const Value* find(std::string_view name) const;

  std::string object_;
  std::vector<std::pair<std::string, Value>> members_;
};

// A token taken apart, once, so that the keys of whoever it says issued it can be looked for. Strict: the key
// chooses the algorithm, never the header; keys inside the header (jwk, jku, x5c, x5u) are not looked at.
class UnverifiedJwt {
 public:
  // JwtError::malformed or a token with `kid` and `alg`. `token` must outlive it.
  static std::expected<UnverifiedJwt, JwtError> read(std::string_view token);

  // What the token says about itself before anything is verified: good for finding the pool whose keys to
  // try, and for nothing else. It is attacker's text: compare it, build no path or URL from it.
  [[nodiscard]] std::string_view kid() const { return *header_.text("kid"); }
  [[nodiscard]] std::optional<std::string_view> issuer() const { return claims_.text("iss"); }

  // What it says, if `key` is the one it names and its signature is genuine.
  [[nodiscard]] std::expected<VerifiedClaims, JwtError> verify(const crypto::SigningKey& key) &&;

 private:
  UnverifiedJwt(std::string_view signed_text, std::string signature, VerifiedClaims header,
                VerifiedClaims claims);

  std::string_view signed_text_;
  std::string signature_;
  VerifiedClaims header_;
  // Nobody is given them before `verify` has said yes.
  VerifiedClaims claims_;
};

}  // namespace poolhouse::tokens
