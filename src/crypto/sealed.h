// Sealed bytes: what the database or a client may hold but not read, change or move elsewhere.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/secret.h"
#include "crypto/master_keys.h"

namespace poolhouse::crypto {

// Why a blob does not open. All of them mean "not ours" to a client; operators tell them apart.
enum class UnsealError {
  malformed,    // not the form of a sealed blob
  unknown_key,  // sealed by a master key that is not here
  forged,       // changed, or sealed for another purpose or another row
};

// Seals for one purpose, such as "user password" or "refresh token". What is sealed for one purpose does
// not open for another, since each has its own key, derived from the master key.
//
// AES-256-GCM with a key per blob: random 96-bit nonces under one key are safe for 2^32 blobs only
// (NIST SP 800-38D, 8.3), which a busy server's session strings reach within months.
//
//   version (1) ‖ master key id (4) ‖ salt (12) ‖ nonce (12) ‖ ciphertext ‖ tag (16)
//
// Safe from any thread as far as `random` is.
class Sealer {
 public:
  static constexpr std::size_t kOverheadBytes = 45;

  Sealer(const MasterKeys& keys, std::string_view purpose, Random& random);

  // `associated_data` is the row's identity ("user_password|us-east-1_AbCdEfGhI|<sub>"): the blob opens
  // only beside the same.
  [[nodiscard]] std::string seal(std::string_view plain, std::string_view associated_data) const;
  [[nodiscard]] std::expected<Secret, UnsealError> open(std::string_view sealed,
                                                        std::string_view associated_data) const;
  // Sealed by an older master key: worth sealing again when it is next written.
  [[nodiscard]] bool needs_rotation(std::string_view sealed) const;

 private:
  [[nodiscard]] const MasterKeys::Key* find(std::string_view id) const;

  std::vector<MasterKeys::Key> keys_;  // derived for the purpose, current first
  Random& random_;
};

// A keyed hash for one purpose: codes, session ids and simulated users. Without the master key a stolen
// table of hashed six-digit codes is no riddle to anybody.
class KeyedHash {
 public:
  KeyedHash(const MasterKeys& keys, std::string_view purpose);

  // 32 bytes, by the current key.
  [[nodiscard]] std::string hash(std::string_view text) const;
  // By the current key or an older one; in constant time.
  [[nodiscard]] bool matches(std::string_view text, std::string_view hash) const;

 private:
  std::vector<Secret> keys_;  // derived for the purpose, current first
};

}  // namespace poolhouse::crypto
