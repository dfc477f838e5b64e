// SRP-6a as the service speaks it, server side, and the formulas both sides share.
//
// The group is RFC 3526 group 15 (3072 bits, g = 2), the hash SHA-256, the names are RFC 5054's. Two
// things differ from RFC 5054: numbers are hashed in sign-bit form (`pad`), not at the length of N, and the
// proof is an HMAC by a 16-byte key over the secret block and a timestamp. Devices use the same with the
// device group key for the pool name and the device key for the user.
//
// Bytes are big-endian. Exponentiations by secrets take constant time; secrets are wiped.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/secret.h"

namespace poolhouse::crypto::srp {

// Whom a password belongs to.
struct Identity {
  std::string pool_name;        // the pool id after the `_`; for a device its DeviceGroupKey
  std::string user_id_for_srp;  // the Username, never an alias; for a device its DeviceKey
};

// What is stored in place of a password. Cheap to guess against, so `v` is kept sealed.
struct Verifier {
  std::string salt;  // big-endian bytes; an integer, so leading zeros mean nothing
  Secret v;          // big-endian bytes

  // A verifier made by a client (ConfirmDevice). Nothing unless 1 <= v < N and the salt has 1 to 64 bytes.
  static std::optional<Verifier> from_client(std::string_view salt, std::string_view v);
  // SALT, as sent: lower-case hex.
  [[nodiscard]] std::string salt_hex() const;
};

// A with 1 <= A < N, as SRP_A sends it; so A mod N = 0, which would make S = 0, cannot be.
class ClientPublic {
 public:
  // Hex of either case and any parity, at most 770 digits.
  static std::optional<ClientPublic> parse(std::string_view hex);
  // Big-endian, without leading zeros.
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  explicit ClientPublic(std::string bytes) : bytes_(std::move(bytes)) {}
  std::string bytes_;
};

// The server's half of one exchange. B may be sent; b is kept (sealed) for the answer.
struct ServerKeys {
  Secret b;
  std::string B;  // big-endian bytes
  [[nodiscard]] std::string B_hex() const;
};

// What the client proves its password with.
struct Claim {
  std::string_view secret_block;  // PASSWORD_CLAIM_SECRET_BLOCK, base64-decoded
  std::string_view timestamp;     // TIMESTAMP, exactly as received
  std::string_view signature;     // PASSWORD_CLAIM_SIGNATURE, base64 as received
};

// A fresh salt of 16 bytes and its verifier.
[[nodiscard]] Verifier make_verifier(const Identity& identity, const Secret& password, Random& random);
// The verifier for a salt already chosen.
[[nodiscard]] Verifier make_verifier(const Identity& identity, const Secret& password, std::string_view salt);
// For the flows that send the password itself: recomputes v and compares in constant time.
[[nodiscard]] bool password_matches(const Verifier& verifier, const Identity& identity,
                                    const Secret& password);

// Starts an exchange with a random b of 256 bits.
[[nodiscard]] ServerKeys start(const Secret& v, Random& random);
// Starts with a given b.
[[nodiscard]] ServerKeys start(const Secret& v, Secret b);
// True when the claim proves the password behind `v`. False also for u = 0.
[[nodiscard]] bool claim_holds(const Claim& claim, const Identity& identity, const ClientPublic& A,
                               const ServerKeys& server, const Secret& v);

// The formulas, for both sides and for the test vectors.

// Without leading zeros, then one 00 in front if the top bit is set (Java's BigInteger.toByteArray).
[[nodiscard]] std::string pad(std::string_view number);
// k = H(pad(N) ‖ pad(g))
[[nodiscard]] const std::string& multiplier();
// x = H(pad(salt) ‖ H(pool_name ‖ user_id_for_srp ‖ ":" ‖ password))
[[nodiscard]] Secret private_key(const Identity& identity, const Secret& password, std::string_view salt);
// u = H(pad(A) ‖ pad(B)); nothing if it is 0.
[[nodiscard]] std::optional<std::string> scrambler(std::string_view A, std::string_view B);
// S = (A · v^u)^b mod N
[[nodiscard]] Secret server_secret(const ClientPublic& A, const Secret& v, std::string_view u,
                                   const Secret& b);
// The first 16 bytes of HKDF(salt = pad(u), key = pad(S), info = "Caldera Derived Key").
[[nodiscard]] Secret session_key(const Secret& S, std::string_view u);
// HMAC-SHA256(key, pool_name ‖ user_id_for_srp ‖ secret_block ‖ timestamp), in base64.
[[nodiscard]] std::string signature(const Secret& key, const Identity& identity,
                                    std::string_view secret_block, std::string_view timestamp);

}  // namespace poolhouse::crypto::srp
