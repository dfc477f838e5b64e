// Bytes that turned out to be secret.
#pragma once

#include <string.h>  // explicit_bzero

#include <string>

#include "base/secret.h"

namespace poolhouse::crypto {

// The bytes as a Secret; the string they came in is wiped.
[[nodiscard]] inline Secret into_secret(std::string bytes) {
  Secret secret(bytes);
  explicit_bzero(bytes.data(), bytes.size());
  return secret;
}

}  // namespace poolhouse::crypto
