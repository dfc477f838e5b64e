#include "crypto/password_hash.h"

#include <sodium.h>

#include <charconv>
#include <cstring>
#include <new>
#include <stdexcept>

#include "crypto/password_hash_memory.h"

namespace poolhouse::crypto {
namespace {

constexpr unsigned long long kIterations = 2;
constexpr std::size_t kMemoryBytes = 19UL * 1024 * 1024;
constexpr unsigned kStoredIterationsMax = 10;
constexpr unsigned kStoredMemoryKibMax = 64 * 1024;

void initialise_libsodium() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw std::runtime_error("libsodium cannot be initialised");
}

// libsodium wants a pointer even to nothing.
const char* data_of(const Secret& password) { return password.empty() ? "" : password.reveal().data(); }

// Takes `prefix` and a number off the front.
bool take(std::string_view& text, std::string_view prefix, unsigned& number) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

bool asks_for_little(std::string_view phc) {
  unsigned memory_kib = 0;
  unsigned iterations = 0;
  return take(phc, "$argon2id$v=19$m=", memory_kib) && take(phc, ",t=", iterations) &&
         memory_kib <= kStoredMemoryKibMax && iterations <= kStoredIterationsMax;
}

}  // namespace

std::string hash_password(const Secret& password) {
  initialise_libsodium();
  const KeptHashMemory memory;
  char phc[crypto_pwhash_argon2id_STRBYTES];
  if (crypto_pwhash_argon2id_str(phc, data_of(password), password.size(), kIterations, kMemoryBytes) != 0) {
    throw std::bad_alloc();
  }
  return phc;
}

bool password_matches(std::string_view phc, const Secret& password) {
  initialise_libsodium();
  char terminated[crypto_pwhash_argon2id_STRBYTES] = {};
  if (phc.size() >= sizeof terminated || !asks_for_little(phc)) return false;
  std::memcpy(terminated, phc.data(), phc.size());
  const KeptHashMemory memory;
  return crypto_pwhash_argon2id_str_verify(terminated, data_of(password), password.size()) == 0;
}

}  // namespace poolhouse::crypto
