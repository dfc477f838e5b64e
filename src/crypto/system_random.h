// The randomness that serves: OpenSSL's generator, seeded by the kernel.
#pragma once

#include "base/random.h"

namespace poolhouse::crypto {

class SystemRandom final : public Random {
 public:
  void fill(void* bytes, std::size_t size) override;
};

}  // namespace poolhouse::crypto
