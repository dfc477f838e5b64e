// Not a parser of ours: it breaks in each of the ways that the runner must see. tests/fuzz/check_runner
// feeds it one input for each, and lets the fuzzer find one by itself.
#include <string>
#include <vector>

#include "fuzz.h"

namespace {

int sum_beyond_the_end(const std::vector<int>& numbers) {
  int sum = 0;
  for (std::size_t i = 0; i <= numbers.size(); ++i) sum += numbers.data()[i];
  return sum;
}

volatile int sink = 0;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = poolhouse::fuzz::text_of(data, size);
  FUZZ_REQUIRE(text != "PROP");
  if (text == "ADDR") sink = sum_beyond_the_end({1, 2, 3});
  if (text == "UNDEF") sink = static_cast<int>(size) + 2'147'483'647;
  // More than one: the last may still lie in a register.
  for (int i = 0; text == "LEAK" && i < 10; ++i) sink = *new int(i);
  if (text == "THROW") throw std::string("nobody catches it");
  while (text == "HANG") sink = sink ^ 1;
  return 0;
}
