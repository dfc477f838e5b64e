#include "crypto/signing_key.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "crypto/encoding.h"

namespace poolhouse::crypto {
namespace {

class SigningKeyOf : public testing::TestWithParam<SignatureAlgorithm> {
 protected:
  // Shared by the cases of a parameter: an RSA key takes 160 ms.
  static const SigningKey& key() {
    static const auto rsa = SigningKey::load(generate_signing_key(SignatureAlgorithm::rs256));
    static const auto p256 = SigningKey::load(generate_signing_key(SignatureAlgorithm::es256));
    return GetParam() == SignatureAlgorithm::rs256 ? rsa : p256;
  }
};

INSTANTIATE_TEST_SUITE_P(both, SigningKeyOf,
                         testing::Values(SignatureAlgorithm::rs256, SignatureAlgorithm::es256),
                         [](const auto& test) { return std::string(name_of(test.param)); });

TEST_P(SigningKeyOf, names_its_algorithm_and_has_a_kid_of_44_characters) {
  EXPECT_EQ(key().algorithm(), GetParam());
  EXPECT_EQ(key().kid().size(), 44U);
  EXPECT_EQ(key().kid().back(), '=');
  EXPECT_EQ(from_base64(key().kid())->size(), 32U);
}

TEST_P(SigningKeyOf, signs_at_the_length_jws_wants_and_verifies_it) {
  for (int i = 0; i < 20; ++i) {
    const auto message = "message " + std::to_string(i);
    const auto signature = key().sign(message);
    EXPECT_EQ(signature.size(), GetParam() == SignatureAlgorithm::rs256 ? 256U : 64U);
    EXPECT_TRUE(key().verify(message, signature));
  }
}

TEST_P(SigningKeyOf, refuses_near_misses) {
  const auto signature = key().sign("message");
  EXPECT_FALSE(key().verify("messagf", signature));
  EXPECT_FALSE(key().verify("message", ""));
  EXPECT_FALSE(key().verify("message", signature.substr(1)));
  EXPECT_FALSE(key().verify("message", signature + '\0'));
  EXPECT_FALSE(key().verify("message", '\0' + signature));
  EXPECT_FALSE(key().verify("message", std::string(signature.size(), '\0')));  // r = s = 0
  EXPECT_FALSE(key().verify("message", std::string(signature.size(), '\xFF')));
  for (std::size_t i = 0; i < signature.size(); i += 7) {
    auto changed = signature;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(key().verify("message", changed)) << i;
  }
  const auto other = SigningKey::load(generate_signing_key(SignatureAlgorithm::es256));
  EXPECT_FALSE(other.verify("message", signature));
}

TEST_P(SigningKeyOf, is_the_same_key_when_loaded_twice) {
  const auto der = generate_signing_key(SignatureAlgorithm::es256);
  const auto first = SigningKey::load(der);
  const auto second = SigningKey::load(der);
  EXPECT_EQ(first.kid(), second.kid());
  EXPECT_TRUE(second.verify("message", first.sign("message")));
}

TEST_P(SigningKeyOf, serves_many_threads) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([copy = key()] {
      for (int n = 0; n < 10; ++n) EXPECT_TRUE(copy.verify("message", copy.sign("message")));
    });
  }
}

TEST(SigningKey, shows_the_public_numbers_of_a_jwks) {
  const auto rsa = SigningKey::load(generate_signing_key(SignatureAlgorithm::rs256));
  EXPECT_EQ(rsa.public_numbers().e, "AQAB");
  EXPECT_EQ(from_base64url(rsa.public_numbers().n)->size(), 256U);
  EXPECT_NE(from_base64url(rsa.public_numbers().n)->front(), '\0');
  const auto p256 = SigningKey::load(generate_signing_key(SignatureAlgorithm::es256));
  EXPECT_EQ(p256.public_numbers().crv, "P-256");
  EXPECT_EQ(from_base64url(p256.public_numbers().x)->size(), 32U);
  EXPECT_EQ(from_base64url(p256.public_numbers().y)->size(), 32U);
}

TEST(SigningKey, reads_a_key_made_elsewhere) {
  // RFC 7515, A.3, as PKCS#8: x and y are those of the RFC.
  const auto der = from_base64(
      "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjpsQnnGQmL+YBIffH1136cspYG6+0iY7X1fCE9+E9LKhRANCAAR/"
      "zc4ncPbEXUGDy+5v20t7WAczNXvp7xO6z248e9FURcfxRM0bvZt+hyzf7bnuufSzaV1uqQskrYpGIyiFiOWt");
  const auto key = SigningKey::load(Secret(*der));
  EXPECT_EQ(key.public_numbers().x, "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
  EXPECT_EQ(key.public_numbers().y, "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
  EXPECT_TRUE(key.verify(
      "eyJhbGciOiJFUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb2"
      "90Ijp0cnVlfQ",
      *from_base64url(
          "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q")));
}

TEST(SigningKey, refuses_what_is_no_private_key_of_ours) {
  EXPECT_THROW(SigningKey::load(Secret()), std::runtime_error);
  EXPECT_THROW(SigningKey::load(Secret("not a key")), std::runtime_error);
  const auto der = generate_signing_key(SignatureAlgorithm::es256);
  EXPECT_THROW(SigningKey::load(Secret(std::string(der.reveal()) + "x")), std::runtime_error);
  EXPECT_THROW(SigningKey::load(Secret(der.reveal().substr(0, der.size() - 1))), std::runtime_error);
}

}  // namespace
}  // namespace poolhouse::crypto
