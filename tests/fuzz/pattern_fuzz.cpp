// The patterns of the models: the byte-wise short cut says what the regular expression says.
#include <simdjson.h>

#include <vector>

#include "api/cognito_identity/tables.h"
#include "api/cognito_idp/tables.h"
#include "api/pattern.h"
#include "api/sts/tables.h"
#include "fuzz.h"

using namespace poolhouse;

namespace {

const std::vector<const api::Pattern*>& patterns() {
  static const auto all = [] {
    std::vector<const api::Pattern*> found;
    for (const auto& pattern : cognito_idp::kPatterns) found.push_back(&pattern);
    for (const auto& pattern : cognito_identity::kPatterns) found.push_back(&pattern);
    for (const auto& pattern : sts::kPatterns) found.push_back(&pattern);
    return found;
  }();
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto& pattern = *patterns()[data[0] % patterns().size()];
  const auto text = fuzz::text_of(data + 1, size - 1);
  // The decoder lets nothing else through.
  if (text.contains('\0') || !simdjson::validate_utf8(text.data(), text.size())) return 0;
  FUZZ_REQUIRE(pattern.matches(text) == pattern.expression_matches(text));
  return 0;
}
