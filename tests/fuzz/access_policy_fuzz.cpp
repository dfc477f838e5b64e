// Access policies: what is read decides as a matcher that needs no cleverness does.
#include <algorithm>
#include <vector>

#include "aws/access_policy.h"
#include "fuzz.h"

using namespace poolhouse;

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// `*` and `?` by the textbook's table: reached[j] says whether the pattern so far matches the first j
// characters.
bool matches(std::string_view pattern, std::string_view text, bool any_case) {
  std::vector<bool> reached(text.size() + 1, false);
  reached[0] = true;
  for (const char p : pattern) {
    std::vector<bool> next(text.size() + 1, false);
    if (p == '*') {
      bool any = false;
      for (std::size_t j = 0; j <= text.size(); ++j) next[j] = any = any || reached[j];
    } else {
      for (std::size_t j = 0; j < text.size(); ++j) {
        const bool same = p == '?' || p == text[j] || (any_case && lower(p) == lower(text[j]));
        next[j + 1] = reached[j] && same;
      }
    }
    reached = std::move(next);
  }
  return reached[text.size()];
}

bool applies(const aws::AccessPolicy::Statement& statement, std::string_view action,
             std::string_view resource) {
  return std::ranges::any_of(statement.actions, [&](const auto& p) { return matches(p, action, true); }) &&
         std::ranges::any_of(statement.resources, [&](const auto& p) { return matches(p, resource, false); });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDataProvider input(data, size);
  const auto action = "cognito-idp:" + input.ConsumeRandomLengthString(24);
  const auto resource =
      "arn:aws:cognito-idp:us-east-1:000000000000:userpool/" + input.ConsumeRandomLengthString(24);
  const auto policy = aws::parse_access_policy(input.ConsumeRemainingBytesAsString());
  if (!policy) {
    FUZZ_REQUIRE(!policy.error().sentence.empty());
    return 0;
  }
  FUZZ_REQUIRE(!policy->statements.empty());
  bool allowed = false;
  bool denied = false;
  for (const auto& statement : policy->statements) {
    FUZZ_REQUIRE(!statement.actions.empty() && !statement.resources.empty());
    if (!applies(statement, action, resource)) continue;
    (statement.effect == aws::AccessPolicy::Effect::deny ? denied : allowed) = true;
  }
  FUZZ_REQUIRE(aws::allows(*policy, action, resource) == (allowed && !denied));
  return 0;
}
