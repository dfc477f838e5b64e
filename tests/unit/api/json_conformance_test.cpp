// Which texts are JSON, as the decoder of the wire sees it. The classes are those of the public suites (what
// a parser must accept, must refuse, may do as it likes with); the cases are our own.
//
// https://www.rfc-editor.org/rfc/rfc8259
#include <gtest/gtest.h>

#include <span>
#include <string>
#include <string_view>

#include "api/codec.h"
#include "api/cognito_idp/types.h"
#include "api/errors.h"

namespace poolhouse::cognito_idp {
namespace {

using namespace std::string_literals;

struct Case {
  const char* name;
  std::string text;
};

// A request around the text where the model knows no member: only the JSON itself is judged.
std::string request_with(const std::string& value) {
  return R"({"AccessToken": "a.b.c", "Nonsense": )" + value + "}";
}

// Empty when it is accepted.
std::string refusal(const std::string& body) {
  try {
    (void)api::decode_request<GetUserRequest>(body);
    return {};
  } catch (const api::SerializationException& refused) {
    return refused.message();
  }
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  while (times-- > 0) out += text;
  return out;
}

std::string nested(std::size_t levels) { return repeated("[", levels) + "1" + repeated("]", levels); }

const Case kValues[] = {
    // Literals.
    {"null", "null"},
    {"true", "true"},
    {"false", "false"},
    // Numbers.
    {"zero", "0"},
    {"minus zero", "-0"},
    {"one digit", "7"},
    {"integer", "123"},
    {"negative integer", "-123"},
    {"largest of 64 bits", "9223372036854775807"},
    {"smallest of 64 bits", "-9223372036854775808"},
    {"largest of 64 bits without sign", "18446744073709551615"},
    {"fraction", "0.5"},
    {"negative fraction", "-0.5"},
    {"fraction of many digits", "123.456789"},
    {"zero fraction", "1.0"},
    {"fraction with zeros behind", "1.5000"},
    {"exponent", "1e2"},
    {"capital exponent", "1E22"},
    {"exponent with plus", "1e+2"},
    {"exponent with minus", "1e-2"},
    {"capital exponent with plus", "1E+2"},
    {"exponent with zeros in front", "1e0002"},
    {"zero with exponent", "0e1"},
    {"zero with positive exponent", "0e+1"},
    {"fraction with exponent", "123.456e78"},
    {"fraction with negative exponent", "0.4e-1"},
    {"close to zero", "-0.000000000000000000000000000000000000000000000000000000000000000000000000000001"},
    {"more digits than a double has", "0.1234567890123456789012345678901234567890"},
    // Strings.
    {"empty string", R"("")"},
    {"ASCII", R"("asd 123")"},
    {"blank", R"(" ")"},
    {"all simple escapes", R"("\"\\\/\b\f\n\r\t")"},
    {"escaped backslash and u", R"("\\u0000")"},
    {"escaped quotes", R"("\"")"},
    {"escape of two digits", R"("\u0012")"},
    {"escape in lower case", R"("\uabcd")"},
    {"escape in upper case", R"("\uABCD")"},
    {"escape of NUL", R"("\u0000")"},
    {"escape of a control character", R"("\u001f")"},
    {"escape of DEL", R"("\u007f")"},
    {"pair of surrogates", R"("\ud83d\ude00")"},
    {"pair of surrogates in mixed case", R"("\uD83d\uDe00")"},
    {"two pairs of surrogates", R"("\ud83d\ude39\ud83d\udc8d")"},
    {"last pair of surrogates", R"("\udbff\udfff")"},
    {"escape of a non-character", R"("\uffff")"},
    {"escape of a byte order mark", R"("\ufeff")"},
    {"solidus as it is", R"("/")"},
    {"brackets and comments inside", R"("{[a/*b*/c,d]}//")"},
    {"DEL as it is", "\"\x7f\""},
    {"two bytes of UTF-8", "\"\xC3\xA9\""},
    {"three bytes of UTF-8", "\"\xE2\x82\xAC\""},
    {"four bytes of UTF-8", "\"\xF0\x9F\x98\x80\""},
    {"last code point", "\"\xF4\x8F\xBF\xBF\""},
    {"last before the surrogates", "\"\xED\x9F\xBF\""},
    {"first behind the surrogates", "\"\xEE\x80\x80\""},
    {"non-character of UTF-8", "\"\xEF\xBF\xBF\""},
    {"line and paragraph separator", "\"\xE2\x80\xA8\xE2\x80\xA9\""},
    {"byte order mark inside", "\"\xEF\xBB\xBF\""},
    {"one byte short of a vector", "\"" + std::string(61, 'a') + "\""},
    {"longer than several vectors", "\"" + std::string(300, 'a') + "\""},
    {"escape across a vector", "\"" + std::string(63, 'a') + R"(\n")"},
    // Structure.
    {"empty array", "[]"},
    {"array with blanks", " [ 1 ,\t2\r\n] "},
    {"array of arrays", "[[],[[]]]"},
    {"array of everything", R"([null,1,"1",{},[],true])"},
    {"array that ends in null", "[1,null]"},
    {"empty object", "{}"},
    {"empty key", R"({"":0})"},
    {"escaped key", R"({"\u0061\n":0})"},
    {"key with NUL", R"({"a\u0000b":0})"},
    {"a key twice", R"({"a":1,"a":2})"},
    {"a key twice with one value", R"({"a":1,"a":1})"},
    {"object with blanks", "{ \"a\" :\n1\t,\r\"b\":2 }"},
    {"object of objects", R"({"a":{"b":{}},"c":{}})"},
    {"long object", R"({"x":[{"id":"a"},{"id":"b"}],"y":")" + std::string(200, 'y') + "\"}"},
    {"as deep as is allowed", nested(api::kRequestDepthMax - 1)},
};

const Case kBroken[] = {
    // Literals.
    {"nothing", ""},
    {"true cut short", "tru"},
    {"true with more", "truee"},
    {"capital True", "True"},
    {"nul", "nul"},
    {"a bare word", "word"},
    {"undefined", "undefined"},
    {"an asterisk", "*"},
    // Numbers.
    {"plus", "+1"},
    {"plus plus", "++1"},
    {"minus alone", "-"},
    {"minus and letter", "-a"},
    {"minus minus", "--1"},
    {"minus and blank", "- 1"},
    {"zero in front", "012"},
    {"minus and zero in front", "-012"},
    {"two zeros", "00"},
    {"point in front", ".5"},
    {"minus and point", "-.5"},
    {"point behind", "1."},
    {"point before exponent", "1.e2"},
    {"two points", "1.2.3"},
    {"exponent without digits", "1e"},
    {"exponent and plus without digits", "1e+"},
    {"two exponents", "1e2e3"},
    {"exponent with fraction", "1e2.5"},
    {"exponent alone", "e1"},
    {"hexadecimal", "0x1F"},
    {"octal", "0o7"},
    {"Infinity", "Infinity"},
    {"minus Infinity", "-Infinity"},
    {"NaN", "NaN"},
    {"inf", "inf"},
    {"thousands", "1 000"},
    {"underscore", "1_000"},
    {"letter behind", "1a"},
    {"digits of another script", "\xEF\xBC\x91"},
    {"an expression", "1+2"},
    // Strings.
    {"no quote at the end", R"("abc)"},
    {"quote alone", "\""},
    {"single quotes", "'abc'"},
    {"no quotes", "abc"},
    {"backslash at the end", R"("\")"},
    {"three backslashes", R"("\\\")"},
    {"unknown escape", R"("\x41")"},
    {"escape a", R"("\a")"},
    {"escape v", R"("\v")"},
    {"escape 0", R"("\0")"},
    {"escape single quote", R"("\'")"},
    {"escape of a character beyond ASCII", "\"\\\xC3\xA9\""},
    {"escape without digits", R"("\u")"},
    {"escape of three digits", R"("\u00A")"},
    {"escape of a letter that is no digit", R"("\u00G0")"},
    {"escape with a sign", R"("\u+123")"},
    {"capital U", R"("\U0041")"},
    {"escape outside a string", R"(\u0022abc\u0022)"},
    {"high surrogate with half an escape", R"("\ud800\u")"},
    {"high surrogate with a broken escape", R"("\ud800\u1x")"},
    {"line break", "\"a\nb\""},
    {"tab", "\"\t\""},
    {"NUL inside", "\"a\0b\""s},
    {"control character 1F", "\"\x1F\""},
    {"backslash and NUL", "\"\\\0\""s},
    {"backslash and line break", "\"\\\n\""},
    {"two strings", R"("a" "b")"},
    {"something behind a string", R"("a"x)"},
    // UTF-8.
    {"Latin-1", "\"\xE9\""},
    {"continuation alone", "\"\x80\""},
    {"FF", "\"\xFF\""},
    {"FE", "\"\xFE\""},
    {"overlong solidus of two bytes", "\"\xC0\xAF\""},
    {"overlong of three bytes", "\"\xE0\x80\xAF\""},
    {"overlong of four bytes", "\"\xF0\x80\x80\xAF\""},
    {"overlong NUL", "\"\xC0\x80\""},
    {"surrogate in UTF-8", "\"\xED\xA0\x80\""},
    {"pair of surrogates in UTF-8", "\"\xED\xA0\xBD\xED\xB8\x80\""},
    {"beyond the last code point", "\"\xF4\x90\x80\x80\""},
    {"five bytes", "\"\xF8\x88\x80\x80\x80\""},
    {"cut short at the quote", "\"\xE2\x82\""},
    {"UTF-8 cut short in a key", "{\"\xC3\":1}"},
    {"bytes that are no UTF-8 between values", "[1,\xE5]"},
    // Structure: arrays.
    {"array without end", "[1"},
    {"array with a comma behind", "[1,]"},
    {"array with a comma in front", "[,1]"},
    {"array with two commas", "[1,,2]"},
    {"array of a comma", "[,]"},
    {"array without comma", "[1 2]"},
    {"array with colon", "[1:2]"},
    {"array closed twice", "[1]]"},
    {"array closed as object", "[1}"},
    {"array in an array without comma", "[3[4]]"},
    {"array cut short in a literal", "[tru"},
    {"array with a minus only", "[-]"},
    {"array with semicolon", "[1;2]"},
    // Structure: objects.
    {"object without end", R"({"a":1)"},
    {"object with a comma behind", R"({"a":1,})"},
    {"object with a comma in front", R"({,"a":1})"},
    {"object with two commas", R"({"a":1,,"b":2})"},
    {"object without colon", R"({"a" 1})"},
    {"object with two colons", R"({"a"::1})"},
    {"object with equals", R"({"a"=1})"},
    {"object without value", R"({"a":})"},
    {"object without key", R"({:1})"},
    {"key alone", R"({"a"})"},
    {"key without quotes", R"({a:1})"},
    {"key in single quotes", R"({'a':1})"},
    {"key that is a number", R"({1:1})"},
    {"key that is null", R"({null:1})"},
    {"object closed as array", R"({"a":1])"},
    {"value behind a value", R"({"a":1 "b":2})"},
    {"two values in one", R"({"a":1 2})"},
    // What is no part of JSON.
    {"comment of a line", "1 // one"},
    {"comment of a block", "/* one */ 1"},
    {"hash comment", "1 # one"},
    {"NUL between values", "[1,\0 2]"s},
    {"form feed as blank", "[1,\f2]"},
    {"vertical tab as blank", "[1,\v2]"},
    {"no-break space as blank", "[1,\xC2\xA0 2]"},
    {"word joiner as blank", "[1,\xE2\x81\xA0 2]"},
    {"byte order mark in the middle", "\xEF\xBB\xBF 1"},
    {"one deeper than is allowed", nested(api::kRequestDepthMax)},
    {"deep without end", repeated("[", 100'000)},
    {"objects deep without end", repeated(R"({"a":)", 100'000)},
};

TEST(JsonConformance, accepts_what_is_json) {
  EXPECT_GE(std::size(kValues), 60U);
  for (const auto& [name, text] : kValues) EXPECT_EQ(refusal(request_with(text)), "") << name;
}

TEST(JsonConformance, refuses_what_is_not_json) {
  EXPECT_GE(std::size(kBroken), 60U);
  for (const auto& [name, text] : kBroken) EXPECT_NE(refusal(request_with(text)), "") << name;
}

TEST(JsonConformance, judges_the_bodys_ends_as_strictly_as_its_middle) {
  const auto valid = R"({"AccessToken": "a.b.c"})"s;
  const Case accepted[] = {
      {"as it is", valid},
      {"blanks around", " \t\r\n" + valid + " \t\r\n"},
      {"a line break behind", valid + "\n"},
  };
  const Case refused[] = {
      {"nothing", ""},
      {"a blank", " "},
      {"a NUL", "\0"s},
      {"a NUL behind", valid + '\0'},
      {"a NUL in front", '\0' + valid},
      {"a comma behind", valid + ","},
      {"a brace behind", valid + "}"},
      {"a second body", valid + valid},
      {"a word behind", valid + " x"},
      {"a comment behind", valid + "//"},
      {"the last byte missing", valid.substr(0, valid.size() - 1)},
      {"half of it", valid.substr(0, valid.size() / 2)},
      {"the first byte missing", valid.substr(1)},
      {"UTF-16", "\xFF\xFE{\0}\0"s},
      {"UTF-16 without mark", "{\0}\0"s},
      {"a byte that is no UTF-8 behind", valid + "\xFF"},
      {"a form feed behind", valid + "\f"},
  };
  for (const auto& [name, text] : accepted) EXPECT_EQ(refusal(text), "") << name;
  for (const auto& [name, text] : refused) EXPECT_NE(refusal(text), "") << name;
  // Every prefix of a body is another body cut off on its way.
  for (std::size_t size = 0; size < valid.size(); ++size)
    EXPECT_NE(refusal(valid.substr(0, size)), "") << size;
}

// JSON, but no request.
TEST(JsonConformance, refuses_a_body_that_is_no_object) {
  for (const auto* body : {"null", "true", "1", "\"text\"", "[]", R"([{"AccessToken": "a.b.c"}])"})
    EXPECT_EQ(refusal(body), "The body is not a JSON object") << body;
}

// RFC 8259 leaves these to the parser. What is chosen is the narrower of two readings: who reads the text
// after us must not read another.
TEST(JsonConformance, chooses_the_narrow_reading_where_the_rfc_leaves_it_open) {
  const Case refused[] = {
      {"an integer of more than 64 bits", "18446744073709551616"},
      {"a negative integer of more than 64 bits", "-9223372036854775809"},
      {"an exponent beyond a double", "1e400"},
      {"a negative number beyond a double", "-1e400"},
      {"a high surrogate alone", R"("\ud800")"},
      {"a high surrogate and a letter", R"("\ud800a")"},
      {"a low surrogate alone", R"("\udc00")"},
      {"a low surrogate before a high one", R"("\ude00\ud83d")"},
      {"two high surrogates", R"("\ud800\ud800")"},
      {"a high surrogate and another escape", R"("\ud800\n")"},
  };
  for (const auto& [name, text] : refused) EXPECT_NE(refusal(request_with(text)), "") << name;
  // Too small for a double is zero.
  EXPECT_EQ(refusal(request_with("1e-400")), "");

  const auto with_token = [](const std::string& text) { return refusal(R"({"AccessToken": )" + text + "}"); };
  EXPECT_EQ(with_token(R"("a\u0000b")"), "'accessToken' has a NUL character");
  EXPECT_EQ(refusal(R"({"AccessToken": "a.b.c", "AccessToken": "a.b.c"})"),
            "The member 'accessToken' is given twice");
  EXPECT_EQ(refusal(R"({"AccessToken": "a.b.c", "\u0041ccessToken": "a.b.c"})"),
            "The member 'accessToken' is given twice");
  // Null is absent, but it was given.
  EXPECT_EQ(refusal(R"({"AccessToken": null, "AccessToken": "a.b.c"})"),
            "The member 'accessToken' is given twice");
}

TEST(JsonConformance, reads_every_spelling_of_a_text_as_the_text) {
  const std::pair<const char*, std::string_view> spellings[] = {
      {R"("mary")", "mary"},           {R"("\u006d\u0061ry")", "mary"},
      {R"("\u006D\u0061Ry")", "maRy"}, {R"("a\/b")", "a/b"},
      {R"("\"\\")", "\"\\"},           {R"("\u00e9")", "\xC3\xA9"},
      {"\"\xC3\xA9\"", "\xC3\xA9"},    {R"("e\u0301")", "e\xCC\x81"},
      {R"("\u20ac")", "\xE2\x82\xAC"}, {R"("\ud83d\ude00")", "\xF0\x9F\x98\x80"},
  };
  for (const auto& [json, text] : spellings) {
    const auto body = R"({"UserPoolId": "a_b", "Username": )"s + json + "}";
    EXPECT_EQ(api::decode_request<AdminGetUserRequest>(body).username, text) << json;
  }
}

TEST(JsonConformance, reads_integers_and_no_other_numbers_where_the_model_has_an_integer) {
  const auto max_results = [](const char* json) -> std::optional<int> {
    try {
      return api::decode_request<ListUserPoolsRequest>(R"({"MaxResults": )"s + json + "}").max_results;
    } catch (const api::SerializationException&) {
      return std::nullopt;
    }
  };
  EXPECT_EQ(max_results("1"), 1);
  EXPECT_EQ(max_results("60"), 60);
  for (const auto* json : {"1.0", "1e1", "1.5", "\"1\"", "true", "[1]", "{}", "2147483648", "-2147483649",
                           "9223372036854775808", "4294967297"})
    EXPECT_EQ(max_results(json), std::nullopt) << json;
}

}  // namespace
}  // namespace poolhouse::cognito_idp
