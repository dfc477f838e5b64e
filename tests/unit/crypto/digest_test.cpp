#include "crypto/digest.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

#include "crypto/encoding.h"

namespace poolhouse::crypto {
namespace {

TEST(Digest, sha256_agrees_with_fips_180) {
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Digest, hmac_agrees_with_rfc_4231) {
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  // A key longer than the block.
  EXPECT_EQ(
      to_hex(hmac_sha256(std::string(131, '\xAA'), "Test Using Larger Than Block-Size Key - Hash Key First")),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Digest, hmac_makes_the_services_secret_hash) {
  // SECRET_HASH = base64(HMAC-SHA256(client secret, username + client id)).
  EXPECT_EQ(to_base64(hmac_sha256("1example23456789secretsecretsecretsecretsecretsecret1",
                                  "janedoe1h57kf5cpq17m0eml12EXAMPLE")),
            "/9Ua/+4q6M8wKgXSQd2arYOQP1hkzV+dB96T6IV2P+s=");
}

TEST(Digest, hmac_refuses_an_empty_key) {
  EXPECT_THROW((void)hmac_sha256("", "message"), std::invalid_argument);
  EXPECT_THROW((void)hkdf_sha256(Secret(), "salt", "info", 32), std::invalid_argument);
}

TEST(Digest, hkdf_agrees_with_rfc_5869) {
  struct Case {
    std::string key, salt, info, derived;
  };
  for (const auto& c : {
           Case{"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c",
                "f0f1f2f3f4f5f6f7f8f9",
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"},
           Case{"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"},
       }) {
    EXPECT_EQ(to_hex(hkdf_sha256(Secret(*from_hex(c.key)), *from_hex(c.salt), *from_hex(c.info),
                                 c.derived.size() / 2)
                         .reveal()),
              c.derived);
  }
}

TEST(Digest, hmac_is_the_same_from_many_threads) {
  const auto expected = hmac_sha256("key", "message");
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 500; ++n) EXPECT_EQ(hmac_sha256("key", "message"), expected);
    });
  }
}

}  // namespace
}  // namespace poolhouse::crypto
