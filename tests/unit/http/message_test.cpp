#include "http/message.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace poolhouse::http {
namespace {

TEST(Headers, find_without_regard_to_case_and_keep_repeated_fields) {
  Headers headers;
  headers.add("X-Amz-Target", "first");
  headers.add("x-amz-target", "second");
  EXPECT_EQ(headers.find("X-AMZ-TARGET"), "first");
  EXPECT_EQ(headers.count("x-amz-target"), 2U);
  EXPECT_FALSE(headers.contains("x_amz_target"));
  headers.set("X-Amz-Target", "only");
  EXPECT_EQ(headers.count("x-amz-target"), 1U);
  EXPECT_EQ(headers.find("x-amz-target"), "only");
}

TEST(Headers, carry_no_line_break_or_other_control) {
  Headers headers;
  using namespace std::string_literals;
  for (const auto& value : {"a\r\nSet-Cookie: b"s, "a\nb"s, "a\rb"s, "a\0b"s, "a\x7f"s}) {
    EXPECT_THROW(headers.add("Location", value), std::invalid_argument);
    EXPECT_THROW(headers.set("Location", value), std::invalid_argument);
  }
  for (const std::string name : {"", "a b", "a:", "a\r\n", "gr\xc3\xbc\xc3\x9f"}) {
    EXPECT_THROW(headers.set(name, "value"), std::invalid_argument);
  }
  headers.add("Tab-And-Latin", "a\tb \xe9");
  EXPECT_EQ(headers.size(), 1U);
}

TEST(Form, decodes_pairs_in_their_order) {
  const auto form = decode_form("grant_type=authorization_code&scope=a+b%20c&&empty=&flag&scope=d%2B&=x");
  ASSERT_TRUE(form);
  const std::vector<Form::Field> expected = {{"grant_type", "authorization_code"},
                                             {"scope", "a b c"},
                                             {"empty", ""},
                                             {"flag", ""},
                                             {"scope", "d+"},
                                             {"", "x"}};
  EXPECT_EQ(std::vector(form->begin(), form->end()), expected);
  EXPECT_EQ(form->find("scope"), "a b c");
  EXPECT_EQ(form->count("scope"), 2U);
  EXPECT_EQ(form->find("Scope"), std::nullopt);
}

TEST(Form, refuses_bad_encodings_and_too_many_fields) {
  struct Case {
    std::string_view text;
    std::optional<FormFault> fault;
  };
  for (const auto& c :
       {Case{"", std::nullopt}, Case{"a=%41", std::nullopt}, Case{"a=%4", FormFault::bad_encoding},
        Case{"a=%", FormFault::bad_encoding}, Case{"a=%zz", FormFault::bad_encoding},
        Case{"%f=a", FormFault::bad_encoding}, Case{"a&b&c", std::nullopt}, Case{"a&b&c&", std::nullopt},
        Case{"a&b&c&d", FormFault::too_many_fields}}) {
    const auto form = decode_form(c.text, 3);
    EXPECT_EQ(form ? std::nullopt : std::optional(form.error()), c.fault) << c.text;
  }
}

TEST(Percent, encodes_all_but_unreserved_and_decodes_back) {
  EXPECT_EQ(percent_encode("aZ9-._~ /+%\xc3\xbc"), "aZ9-._~%20%2F%2B%25%C3%BC");
  EXPECT_EQ(percent_decode("a+b%20%2f%C3%BC"), "a+b /\xc3\xbc");
  EXPECT_EQ(percent_decode("%"), std::nullopt);
}

TEST(Response, of_a_page_is_neither_framed_nor_sniffed_nor_cached) {
  const auto page = Response::html(200, "<p>");
  EXPECT_EQ(page.headers.find("Content-Security-Policy"), "frame-ancestors 'none'");
  EXPECT_EQ(page.headers.find("X-Frame-Options"), "DENY");
  EXPECT_EQ(page.headers.find("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(page.headers.find("Cache-Control"), "no-store");
}

}  // namespace
}  // namespace poolhouse::http
