#include "base/random.h"

#include <fmt/format.h>

#include <cstring>
#include <limits>

namespace poolhouse {

std::string Random::bytes(std::size_t size) {
  std::string out(size, '\0');
  fill(out.data(), size);
  return out;
}

std::uint64_t Random::below(std::uint64_t bound) {
  // Values past the last whole multiple of `bound` would favour small results, so they are drawn again.
  const auto limit = std::numeric_limits<std::uint64_t>::max() / bound * bound;
  for (;;) {
    std::uint64_t value = 0;
    fill(&value, sizeof value);
    if (value < limit) return value % bound;
  }
}

std::string Random::text(std::size_t size, std::string_view alphabet) {
  std::string out;
  out.reserve(size);
  const auto limit = static_cast<unsigned>(256 / alphabet.size() * alphabet.size());
  while (out.size() < size) {
    for (const char drawn : bytes(size - out.size())) {
      const auto byte = static_cast<unsigned char>(drawn);
      if (byte < limit) out.push_back(alphabet[byte % alphabet.size()]);
    }
  }
  return out;
}

std::string Random::uuid() {
  unsigned char b[16];
  fill(b, sizeof b);
  b[6] = static_cast<unsigned char>((b[6] & 0x0F) | 0x40);
  b[8] = static_cast<unsigned char>((b[8] & 0x3F) | 0x80);
  return fmt::format(
      "{:02x}{:02x}{:02x}{:02x}-{:02x}{:02x}-{:02x}{:02x}-{:02x}{:02x}-{:02x}{:02x}{:02x}{:02x}{:02x}{:02x}",
      b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

void SeededRandom::fill(void* bytes, std::size_t size) {
  // splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators").
  auto* out = static_cast<unsigned char*>(bytes);
  while (size > 0) {
    state_ += 0x9E3779B97F4A7C15ULL;
    auto z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    z ^= z >> 31;
    const auto n = size < sizeof z ? size : sizeof z;
    std::memcpy(out, &z, n);
    out += n;
    size -= n;
  }
}

}  // namespace poolhouse
