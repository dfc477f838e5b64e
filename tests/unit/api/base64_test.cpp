#include "api/base64.h"

#include <gtest/gtest.h>

namespace poolhouse::api {
namespace {

// RFC 4648 section 10.
TEST(Base64, writes_and_reads_the_vectors_of_the_rfc) {
  const struct {
    const char *bytes, *text;
  } cases[] = {{"", ""},
               {"f", "Zg=="},
               {"fo", "Zm8="},
               {"foo", "Zm9v"},
               {"foob", "Zm9vYg=="},
               {"fooba", "Zm9vYmE="},
               {"foobar", "Zm9vYmFy"}};
  for (const auto& c : cases) {
    std::string text;
    append_base64(text, c.bytes);
    EXPECT_EQ(text, c.text);
    EXPECT_EQ(decode_base64(c.text), c.bytes);
  }
}

TEST(Base64, keeps_every_byte) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
  std::string text;
  append_base64(text, bytes);
  EXPECT_EQ(decode_base64(text), bytes);
}

TEST(Base64, refuses_what_no_encoder_writes) {
  for (const char* text :
       {"Z", "Zg", "Zg=", "Zg==Zg==", "Z===", "====", "Zh==", "Zm9=", "Zm 9", "Zm9v\n", "Zm9-", "=Zg="}) {
    EXPECT_EQ(decode_base64(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace poolhouse::api
