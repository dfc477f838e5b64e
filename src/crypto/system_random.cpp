#include "crypto/system_random.h"

#include <openssl/rand.h>

#include <climits>

#include "crypto/openssl.h"

namespace poolhouse::crypto {

void SystemRandom::fill(void* bytes, std::size_t size) {
  if (size > INT_MAX) throw std::length_error("too many random bytes at once");
  require(RAND_bytes(static_cast<unsigned char*>(bytes), static_cast<int>(size)) == 1, "RAND_bytes");
}

}  // namespace poolhouse::crypto
