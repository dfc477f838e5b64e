#include "tokens/jwks.h"

#include <gtest/gtest.h>

#include "tokens/keys_for_tests.h"

namespace poolhouse::tokens {
namespace {

TEST(Jwks, shows_the_keys_in_their_order_with_the_services_members) {
  const auto& id_tokens = rsa_key();
  const auto& access_tokens = other_rsa_key();
  const auto expected = [](const crypto::SigningKey& key) {
    return R"({"alg":"RS256","e":"AQAB","kid":")" + key.kid() + R"(","kty":"RSA","n":")" +
           key.public_numbers().n + R"(","use":"sig"})";
  };
  EXPECT_EQ(render_jwks(std::vector{id_tokens, access_tokens}),
            R"({"keys":[)" + expected(id_tokens) + "," + expected(access_tokens) + "]}");
}

TEST(Jwks, shows_an_elliptic_curve_key) {
  const auto& numbers = p256_key().public_numbers();
  EXPECT_EQ(render_jwks(std::vector{p256_key()}), R"({"keys":[{"alg":"ES256","crv":"P-256","kid":")" +
                                                      p256_key().kid() + R"(","kty":"EC","use":"sig","x":")" +
                                                      numbers.x + R"(","y":")" + numbers.y + R"("}]})");
}

TEST(Jwks, is_an_empty_list_without_keys) { EXPECT_EQ(render_jwks({}), R"({"keys":[]})"); }

}  // namespace
}  // namespace poolhouse::tokens
