// What the fuzz targets share. A target is one <name>_fuzz.cpp: it turns bytes into a call of one parser and
// says what must hold of the result. Whatever breaks that ends the process, and the fuzzer keeps the bytes.
#pragma once

#include <fuzzer/FuzzedDataProvider.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "crypto/master_keys.h"

namespace poolhouse::fuzz {

[[noreturn]] inline void broken(const char* file, int line, std::string_view what) {
  std::fprintf(stderr, "%s:%d: does not hold: %.*s\n", file, line, static_cast<int>(what.size()),
               what.data());
  std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// The same in every run: an input that broke something breaks it again.
inline crypto::MasterKeys master_keys() {
  return crypto::MasterKeys::from_text(std::string(64, '1'), "the fuzz targets");
}

// What an attacker has made of `genuine`: some of its bytes changed, cut out or repeated, others put in.
inline std::string tampered(FuzzedDataProvider& input, std::string text) {
  const auto edits = input.ConsumeIntegralInRange(1, 4);
  for (int i = 0; i < edits; ++i) {
    const auto at = input.ConsumeIntegralInRange<std::size_t>(0, text.size());
    const auto size = input.ConsumeIntegralInRange<std::size_t>(0, 8);
    switch (input.ConsumeIntegralInRange(0, 3)) {
      case 0:
        text.replace(at, size, input.ConsumeBytesAsString(size));
        break;
      case 1:
        text.erase(at, size);
        break;
      case 2:
        text.insert(at, text.substr(at, size));
        break;
      default:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << (size % 8)));
    }
  }
  return text;
}

}  // namespace poolhouse::fuzz

// Must hold, whatever the bytes.
#define FUZZ_REQUIRE(condition) \
  ((condition) ? void() : ::poolhouse::fuzz::broken(__FILE__, __LINE__, #condition))
