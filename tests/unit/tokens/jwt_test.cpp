#include "tokens/jwt.h"

#include <gtest/gtest.h>

#include "crypto/digest.h"
#include "crypto/encoding.h"
#include "tokens/keys_for_tests.h"

namespace poolhouse::tokens {
namespace {

using crypto::to_base64url;

std::expected<VerifiedClaims, JwtError> verify_jwt(std::string_view token, const crypto::SigningKey& key) {
  auto jwt = UnverifiedJwt::read(token);
  if (!jwt) return std::unexpected(jwt.error());
  return std::move(*jwt).verify(key);
}

// A genuine signature over any header and claims, however wrong these are.
std::string signed_by(const crypto::SigningKey& key, std::string_view header, std::string_view claims) {
  const auto text = to_base64url(header) + "." + to_base64url(claims);
  return text + "." + to_base64url(key.sign(text));
}

std::string header_of(const crypto::SigningKey& key) {
  return R"({"kid":")" + key.kid() + R"(","alg":"RS256"})";
}

std::optional<JwtError> refusal(std::string_view token, const crypto::SigningKey& key = rsa_key()) {
  const auto verified = verify_jwt(token, key);
  return verified ? std::nullopt : std::optional(verified.error());
}

TEST(Claims, are_written_in_the_order_given_with_slashes_escaped) {
  const std::vector<std::string> groups = {"admins", "a\"b"};
  EXPECT_EQ(
      Claims()
          .text("sub", "8451")
          .texts("cognito:groups", groups)
          .texts("none", {})
          .text("iss", "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEfGhI")
          .boolean("email_verified", true)
          .boolean("phone_number_verified", false)
          .integer("exp", 1788246309)
          .json("identities", R"([{"issuer":null}])")
          .object(),
      R"({"sub":"8451","cognito:groups":["admins","a\"b"],"none":[],)"
      R"("iss":"https:\/\/cognito-idp.us-east-1.amazonaws.com\/us-east-1_AbCdEfGhI",)"
      R"("email_verified":true,"phone_number_verified":false,"exp":1788246309,"identities":[{"issuer":null}]})");
  EXPECT_EQ(Claims().object(), "{}");
}

TEST(Claims, escape_what_json_must) {
  EXPECT_EQ(Claims().text("a\nb", "\"\\/\b\f\n\r\t\x01\x1F\x7Fé").object(),
            "{\"a\\nb\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7Fé\"}");
}

TEST(Jwt, has_the_services_header_and_three_parts) {
  const auto token = sign_jwt(Claims().text("sub", "8451"), rsa_key());
  const auto first = token.find('.');
  EXPECT_EQ(crypto::from_base64url(token.substr(0, first)), header_of(rsa_key()));
  const auto second = token.find('.', first + 1);
  EXPECT_EQ(crypto::from_base64url(token.substr(first + 1, second - first - 1)), R"({"sub":"8451"})");
  EXPECT_EQ(token.find('.', second + 1), std::string::npos);
}

TEST(Jwt, gives_back_what_was_signed) {
  const std::vector<std::string> groups = {"admins", "users"};
  for (const auto* key : {&rsa_key(), &p256_key()}) {
    const auto token = sign_jwt(Claims()
                                    .text("sub", "8451/é")
                                    .integer("exp", 1788246309)
                                    .boolean("email_verified", true)
                                    .texts("cognito:groups", groups),
                                *key);
    const auto claims = verify_jwt(token, *key).value();
    EXPECT_EQ(claims.text("sub"), "8451/é");
    EXPECT_EQ(claims.integer("exp"), 1788246309);
    EXPECT_EQ(claims.boolean("email_verified"), true);
    EXPECT_EQ(claims.texts("cognito:groups"), groups);
    EXPECT_TRUE(claims.has("exp"));
    EXPECT_FALSE(claims.has("nbf"));
  }
}

TEST(Jwt, gives_a_claim_only_as_the_type_it_has) {
  const auto claims =
      verify_jwt(signed_by(rsa_key(), header_of(rsa_key()),
                           R"({"text":"1","float":1.0,"exponent":1e3,"huge":9223372036854775808,)"
                           R"("most":9223372036854775807,"null":null,"mixed":["a",1],"object":{}})"),
                 rsa_key())
          .value();
  for (const auto* name : {"text", "float", "exponent", "huge", "null", "mixed", "object", "absent"}) {
    EXPECT_EQ(claims.integer(name), std::nullopt) << name;
    EXPECT_EQ(claims.boolean(name), std::nullopt) << name;
    EXPECT_EQ(claims.texts(name), std::nullopt) << name;
  }
  EXPECT_EQ(claims.integer("most"), 9223372036854775807);
  EXPECT_EQ(claims.text("most"), std::nullopt);
  EXPECT_EQ(claims.text("null"), std::nullopt);
}

// CVE-2015-2951 and its family: https://datatracker.ietf.org/doc/html/rfc8725#section-2.1
TEST(Jwt, is_refused_without_a_signature) {
  const auto claims = to_base64url(R"({"sub":"8451"})");
  for (const std::string alg : {"none", "None", "NONE", "nOnE", ""}) {
    const auto header = to_base64url(R"({"kid":")" + rsa_key().kid() + R"(","alg":")" + alg + R"("})");
    EXPECT_EQ(refusal(header + "." + claims + "."), JwtError::wrong_algorithm) << alg;
    EXPECT_EQ(refusal(header + "." + claims), JwtError::malformed) << alg;
    EXPECT_EQ(refusal(header + "." + claims + "." + to_base64url("x")), JwtError::wrong_algorithm) << alg;
  }
  const auto header = to_base64url(header_of(rsa_key()));
  EXPECT_EQ(refusal(header + "." + claims + "."), JwtError::bad_signature);
  EXPECT_EQ(refusal(to_base64url(R"({"kid":")" + rsa_key().kid() + R"("})") + "." + claims + "."),
            JwtError::malformed);
  EXPECT_EQ(refusal(to_base64url(R"({"alg":"RS256"})") + "." + claims + "."), JwtError::malformed);
}

// CVE-2016-10555: the public key, which everybody has, as an HMAC key.
TEST(Jwt, is_refused_when_the_header_swaps_the_algorithm) {
  const auto& n = rsa_key().public_numbers().n;
  for (const std::string& hmac_key : {n, *crypto::from_base64url(n), R"({"kty":"RSA","n":")" + n + R"("})"}) {
    for (const std::string alg : {"HS256", "HS384", "HS512"}) {
      const auto text = to_base64url(R"({"kid":")" + rsa_key().kid() + R"(","alg":")" + alg + R"("})") + "." +
                        to_base64url(R"({"sub":"8451"})");
      EXPECT_EQ(refusal(text + "." + to_base64url(crypto::hmac_sha256(hmac_key, text))),
                JwtError::wrong_algorithm);
    }
  }
  // A genuine RS256 signature under another name of an algorithm, and another key's algorithm.
  for (const std::string alg : {"RS384", "PS256", "rs256", "ES256", "RS256 "}) {
    EXPECT_EQ(
        refusal(signed_by(rsa_key(), R"({"kid":")" + rsa_key().kid() + R"(","alg":")" + alg + R"("})", "{}")),
        JwtError::wrong_algorithm)
        << alg;
  }
  EXPECT_EQ(refusal(signed_by(p256_key(), R"({"kid":")" + p256_key().kid() + R"(","alg":"RS256"})", "{}"),
                    p256_key()),
            JwtError::wrong_algorithm);
}

// CVE-2018-0114: a key that the attacker put into the header.
TEST(Jwt, is_refused_when_signed_by_a_key_in_its_own_header) {
  const auto& attacker = other_rsa_key();
  const auto jwk = R"({"kty":"RSA","e":"AQAB","n":")" + attacker.public_numbers().n + R"("})";
  for (const std::string& extra :
       {R"("jwk":)" + jwk, std::string(R"("jku":"http://127.0.0.1:1/jwks.json")"),
        std::string(R"("x5c":["MIIB"])"), std::string(R"("x5u":"http://127.0.0.1:1/")")}) {
    const auto with_our_kid = R"({"kid":")" + rsa_key().kid() + R"(","alg":"RS256",)" + extra + "}";
    const auto with_own_kid = R"({"kid":")" + attacker.kid() + R"(","alg":"RS256",)" + extra + "}";
    EXPECT_EQ(refusal(signed_by(attacker, with_our_kid, "{}")), JwtError::bad_signature) << extra;
    EXPECT_EQ(refusal(signed_by(attacker, with_own_kid, "{}")), JwtError::unknown_key) << extra;
  }
}

TEST(Jwt, takes_a_hostile_kid_as_text_and_no_more) {
  for (const std::string kid :
       {"../../../../dev/null", "/dev/null", "' OR 1=1 --", "", "http:\\/\\/127.0.0.1", "\\u0000"}) {
    EXPECT_EQ(refusal(signed_by(other_rsa_key(), R"({"kid":")" + kid + R"(","alg":"RS256"})", "{}")),
              JwtError::unknown_key)
        << kid;
  }
}

TEST(Jwt, is_refused_with_extensions_it_does_not_understand) {
  for (const std::string extra : {R"("crit":["exp"],"exp":1)", R"("b64":false)", R"("zip":"DEF")"}) {
    EXPECT_EQ(refusal(signed_by(rsa_key(),
                                R"({"kid":")" + rsa_key().kid() + R"(","alg":"RS256",)" + extra + "}", "{}")),
              JwtError::wrong_algorithm)
        << extra;
  }
}

TEST(Jwt, is_refused_with_duplicated_members) {
  const auto& kid = rsa_key().kid();
  EXPECT_EQ(refusal(signed_by(rsa_key(), R"({"kid":")" + kid + R"(","alg":"RS256","alg":"RS256"})", "{}")),
            JwtError::malformed);
  EXPECT_EQ(refusal(signed_by(rsa_key(), header_of(rsa_key()), R"({"sub":"a","exp":1,"sub":"b"})")),
            JwtError::malformed);
  // One name in two spellings.
  EXPECT_EQ(refusal(signed_by(rsa_key(), header_of(rsa_key()), R"({"sub":"a","s\u0075b":"b"})")),
            JwtError::malformed);
}

TEST(Jwt, is_refused_when_header_or_claims_are_no_json_object) {
  for (const std::string text :
       {"", "null", "[]", "\"text\"", "1", "{", "{\"a\":1}x", "{\"a\":01}", "{'a':1}", "{\"a\":\"\xFF\"}"}) {
    EXPECT_EQ(refusal(signed_by(rsa_key(), header_of(rsa_key()), text)), JwtError::malformed) << text;
    EXPECT_EQ(refusal(signed_by(rsa_key(), text, "{}")), JwtError::malformed) << text;
  }
  EXPECT_EQ(refusal(signed_by(rsa_key(), R"({"kid":1,"alg":"RS256"})", "{}")), JwtError::malformed);
  EXPECT_EQ(refusal(signed_by(rsa_key(), R"({"kid":"a","alg":["RS256"]})", "{}")), JwtError::malformed);
}

TEST(Jwt, is_refused_when_anything_is_cut_added_or_changed) {
  const auto token = sign_jwt(Claims().text("sub", "8451"), rsa_key());
  ASSERT_EQ(refusal(token), std::nullopt);
  for (std::size_t size = 0; size < token.size(); ++size) EXPECT_TRUE(refusal(token.substr(0, size))) << size;
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_TRUE(refusal(changed)) << i;
  }
  for (const std::string& changed :
       {token + " ", " " + token, token + "\n", token + "=", token + ".", token + ".e30", "." + token,
        token + std::string(1, '\0'), "Bearer " + token}) {
    EXPECT_EQ(refusal(changed), JwtError::malformed) << changed;
  }
  EXPECT_EQ(refusal(token + "A"), JwtError::bad_signature);
}

TEST(Jwt, has_exactly_three_parts) {
  for (int dots = 0; dots < 8; ++dots) {
    if (dots == 2) continue;
    std::string token = to_base64url(header_of(rsa_key()));
    for (int i = 0; i < dots; ++i) token += ".e30";
    EXPECT_EQ(refusal(token), JwtError::malformed) << dots;
  }
  EXPECT_EQ(refusal(std::string(16'000'000, '.')), JwtError::malformed);
}

TEST(Jwt, is_refused_unread_when_it_is_too_long) {
  const auto sized = [](std::size_t filler) {
    return sign_jwt(Claims().text("filler", std::string(filler, 'x')), rsa_key());
  };
  EXPECT_EQ(refusal(sized(11'000)), std::nullopt);
  EXPECT_GT(sized(13'000).size(), kJwtBytesMax);
  EXPECT_EQ(refusal(sized(13'000)), JwtError::malformed);
}

TEST(UnverifiedJwt, tells_kid_and_issuer_whatever_the_signature) {
  const auto token = sign_jwt(Claims().text("iss", "http://localhost/pool"), rsa_key());
  const auto forged = token.substr(0, token.rfind('.')) + ".AAAA";
  EXPECT_EQ(UnverifiedJwt::read(forged)->issuer(), "http://localhost/pool");
  EXPECT_EQ(UnverifiedJwt::read(forged)->kid(), rsa_key().kid());
  const auto without_issuer = sign_jwt(Claims().text("sub", "8451"), rsa_key());
  EXPECT_EQ(UnverifiedJwt::read(without_issuer)->issuer(), std::nullopt);
  EXPECT_FALSE(UnverifiedJwt::read("garbage"));
  EXPECT_FALSE(UnverifiedJwt::read(""));
}

}  // namespace
}  // namespace poolhouse::tokens
