#include "api/pattern.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "api/cognito_identity/tables.h"
#include "api/cognito_idp/tables.h"
#include "api/sts/tables.h"

namespace poolhouse::api {
namespace {

std::vector<const Pattern*> all_patterns() {
  std::vector<const Pattern*> all;
  for (const auto& pattern : cognito_idp::kPatterns) all.push_back(&pattern);
  for (const auto& pattern : cognito_identity::kPatterns) all.push_back(&pattern);
  for (const auto& pattern : sts::kPatterns) all.push_back(&pattern);
  return all;
}

const Pattern& pattern(std::string_view shown) {
  for (const auto* candidate : all_patterns()) {
    if (candidate->shown() == shown) return *candidate;
  }
  throw std::logic_error("no such pattern");
}

TEST(Pattern, every_pattern_of_the_models_compiles) {
  EXPECT_GE(all_patterns().size(), 50U);
  for (const auto* each : all_patterns())
    EXPECT_NO_THROW((void)each->expression_matches("x")) << each->shown();
}

// Texts of one and two characters: all of ASCII, and some of what lies beyond.
TEST(Pattern, the_byte_wise_short_cut_says_what_the_expression_says) {
  std::vector<std::string> texts = {"",
                                    "\xC2\xA0",
                                    "\xC2\x85",
                                    "\xC3\xA9",
                                    "\xE2\x80\xA8",
                                    "\xE2\x82\xAC",
                                    "\xEE\x80\x80",
                                    "\xF0\x9F\x98\x80",
                                    "a\xC3\xA9",
                                    "\xC3\xA9 ",
                                    "\xCC\x81"};
  for (char c = 1; c < 127; ++c) {
    texts.emplace_back(1, c);
    texts.push_back(std::string("a") + c);
  }
  for (const auto* each : all_patterns()) {
    for (const auto& text : texts) {
      EXPECT_EQ(each->matches(text), each->expression_matches(text))
          << each->shown() << " of '" << text << "'";
    }
  }
}

// Where Java's dialect and RE2's differ, Java's counts: that is what the service runs.
TEST(Pattern, means_what_java_means) {
  const struct {
    const char *pattern, *text;
    bool matches;
  } cases[] = {
      {"[\\S]+", "a\vb", false},
      {"[\\S]+",
       "a\xC2\xA0"
       "b",
       true},  // a no-break space is no \s in Java
      {"[\\w\\s+=,.@-]+", "a\vb", true},
      {"[\\w\\s+=,.@-]+", "\xC3\xA9", false},
      {".*\\{####\\}.*", "code {####}", true},
      {".*\\{####\\}.*", "{###}", false},
      {".*\\{####\\}.*", "code\n{####}", false},
      {".*\\{####\\}.*", "code\r{####}", false},
      {".*\\{####\\}.*", "code\xE2\x80\xA8{####}", false},
      {"(?s).*", "a\nb", true},
      {"^[\\S]+.*[\\S]+$", "ab", true},
      {"^[\\S]+.*[\\S]+$", "a", false},
      {"^[\\S]+.*[\\S]+$", "a b", true},
      {"^[\\S]+.*[\\S]+$", " ab", false},
      {"^[\\S]+.*[\\S]+$", "ab ", false},
      {"^[\\S]+.*[\\S]+$", "ab\n", false},
      {"[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+", "m\xC3\xA1ry@example.com", true},
      {"[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+", "\xE6\xBC\xA2\xE5\xAD\x97", true},
      {"[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+", "a b", false},
      {"[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+",
       "a\xC2\xA0"
       "b",
       false},
      {"[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+",
       "a\xE2\x80\x8B"
       "b",
       false},  // zero width space
      {"^[0-9A-Za-z\\.\\-_]*(?<!\\.)$", "", true},
      {"^[0-9A-Za-z\\.\\-_]*(?<!\\.)$", "a.b", true},
      {"^[0-9A-Za-z\\.\\-_]*(?<!\\.)$", "a.b.", false},
      {"[A-Za-z0-9-_=.]+", "a-b_c=.9", true},
      {"[A-Za-z0-9-_=.]+", "a:b", false},
      {"[\\w-]+_[0-9a-zA-Z]+", "us-east-1_abcDEF123", true},
      {"[\\w-]+_[0-9a-zA-Z]+", "us-east-1_abc-DEF", false},
      {"[\\w-]+_[0-9a-zA-Z]+", "us-east-1_abc\n", false},
  };
  for (const auto& c : cases)
    EXPECT_EQ(pattern(c.pattern).matches(c.text), c.matches) << c.pattern << " " << c.text;
}

TEST(Pattern, may_be_met_first_by_many_threads_at_once) {
  static constinit const Pattern fresh("x+y", "x+y");
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([] { EXPECT_TRUE(fresh.matches("xxy")); });
}

}  // namespace
}  // namespace poolhouse::api
