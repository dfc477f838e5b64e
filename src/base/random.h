// Randomness, injected so that tests are repeatable.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace poolhouse {

class Random {
 public:
  virtual ~Random() = default;
  // Fills with unpredictable bytes. Safe to call from any thread. Throws std::runtime_error when the
  // system has none to give; nothing weaker is used in its place.
  virtual void fill(void* bytes, std::size_t size) = 0;

  [[nodiscard]] std::string bytes(std::size_t size);
  // Uniform over `alphabet`, without modulo bias. `alphabet` has 1 to 256 characters.
  [[nodiscard]] std::string text(std::size_t size, std::string_view alphabet);
  // RFC 9562 version 4, lower case with hyphens.
  [[nodiscard]] std::string uuid();
  // Uniform over 0 .. bound-1; bound is at least 1.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound);
};

// Repeatable bytes for tests: never use it to serve.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(void* bytes, std::size_t size) override;

 private:
  std::uint64_t state_;
};

}  // namespace poolhouse
