// The Filter of ListUsers: what was read, written down again, reads the same.
#include "fuzz.h"
#include "userpools/rules/user_filter.h"

using namespace poolhouse;

namespace {

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  const auto filter = userpools::parse_user_filter(text);
  if (!filter) {
    FUZZ_REQUIRE(!filter.error().message.empty());
    return 0;
  }
  if (!*filter) {
    FUZZ_REQUIRE(text.find_first_not_of(" \t\r\n") == std::string_view::npos);
    return 0;
  }
  FUZZ_REQUIRE(text.size() <= userpools::kUserFilterBytesMax);
  FUZZ_REQUIRE((*filter)->value.size() < text.size());
  const bool starts_with = (*filter)->match == userpools::SearchMatch::starts_with;
  auto again = std::string(name_of((*filter)->attribute)) + (starts_with ? "^=" : "=");
  again += in_quotes((*filter)->value);
  // Escapes may make it longer than what is allowed.
  if (again.size() > userpools::kUserFilterBytesMax) return 0;
  const auto read_again = userpools::parse_user_filter(again);
  FUZZ_REQUIRE(read_again && *read_again == *filter);
  return 0;
}
