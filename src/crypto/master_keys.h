// The master keys: one that seals, and older ones that still open what they sealed.
//
// Wherever the keys come from they are one text: keys of 32 bytes in base64 or hex, separated by white
// space or commas, the current one first. To rotate, a new key is put in front. The old ones stay:
// what they sealed is sealed anew only when it is next written (Sealer::needs_rotation tells which it is).
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/secret.h"

namespace poolhouse::crypto {

// The keys cannot be had. `what()` is a sentence for the operator and holds no key material.
class MasterKeyError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class MasterKeys {
 public:
  struct Key {
    std::string id;  // 4 bytes, derived from the key itself
    Secret bytes;    // 32 bytes
  };

  // Reads `file`, which must be readable by its owner only. If it does not exist it is made with a new
  // key, complete and on disk before it has its name; of two processes starting at once, one makes it.
  static MasterKeys from_file(const std::filesystem::path& file, Random& random);
  // `source` names the text in errors, such as "POOLHOUSE_MASTER_KEY".
  static MasterKeys from_text(std::string_view text, std::string_view source);
  // What `command` prints when /bin/sh runs it: a way to a vault or an HSM.
  static MasterKeys from_command(const std::string& command);

  [[nodiscard]] const Key& current() const { return keys_.front(); }
  // The current one first.
  [[nodiscard]] const std::vector<Key>& all() const { return keys_; }

 private:
  explicit MasterKeys(std::vector<Key> keys) : keys_(std::move(keys)) {}

  std::vector<Key> keys_;
};

// Puts a new key in front of those in `file`. The old file stays whole until the new one is on disk.
void rotate_master_key_file(const std::filesystem::path& file, Random& random);

}  // namespace poolhouse::crypto
