#include "crypto/encoding.h"

#include <gtest/gtest.h>

namespace poolhouse::crypto {
namespace {

using namespace std::string_literals;

TEST(Encoding, agrees_with_rfc_4648_and_reads_back) {
  struct Case {
    std::string bytes, base64, base64url, hex;
  };
  for (const auto& c : {
           Case{"", "", "", ""},
           Case{"f", "Zg==", "Zg", "66"},
           Case{"fo", "Zm8=", "Zm8", "666f"},
           Case{"foo", "Zm9v", "Zm9v", "666f6f"},
           Case{"foob", "Zm9vYg==", "Zm9vYg", "666f6f62"},
           Case{"\xFB\xEF\xFF", "++//", "--__", "fbefff"},
           Case{"\0\0"s, "AAA=", "AAA", "0000"},
       }) {
    EXPECT_EQ(to_base64(c.bytes), c.base64);
    EXPECT_EQ(to_base64url(c.bytes), c.base64url);
    EXPECT_EQ(to_hex(c.bytes), c.hex);
    EXPECT_EQ(from_base64(c.base64), c.bytes);
    EXPECT_EQ(from_base64url(c.base64url), c.bytes);
    EXPECT_EQ(from_hex(c.hex), c.bytes);
  }
  EXPECT_EQ(from_hex("FbEf"), "\xFB\xEF");
}

TEST(Encoding, refuses_every_second_spelling) {
  for (const std::string text : {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zg==\n",
                                 " Zg==", "Z g==", "Zm9v====", "--__", "Zg==Zg==", "Z", "="}) {
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
  }
  for (const std::string text : {"Zg==", "Zh", "Zm9", "++//", "Zg\n", "Z", "Zg.", "Z=g"}) {
    EXPECT_EQ(from_base64url(text), std::nullopt) << text;
  }
  for (const std::string text : {"6", "666", "0x66", "6g", "66 ", "66:66", "-1", "zz"}) {
    EXPECT_EQ(from_hex(text), std::nullopt) << text;
  }
  // libsodium's decoder takes some of these.
  for (int byte = 0x80; byte < 0x100; ++byte) {
    for (std::size_t at = 0; at < 4; ++at) {
      auto text = "0AB0"s;
      text[at] = static_cast<char>(byte);
      EXPECT_EQ(from_base64(text), std::nullopt) << byte;
      EXPECT_EQ(from_base64url(text), std::nullopt) << byte;
    }
  }
  EXPECT_EQ(from_base64("Zm9v\0"s), std::nullopt);
  EXPECT_EQ(from_hex("66\0\0"s), std::nullopt);
}

}  // namespace
}  // namespace poolhouse::crypto
