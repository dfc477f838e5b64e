#include "tokens/refresh_token.h"

#include <gtest/gtest.h>

#include <regex>

#include "crypto/encoding.h"
#include "tokens/fields.h"

namespace poolhouse::tokens {
namespace {

const ClientId kClient("1h57kf5cpq17m0eml12example");

RefreshToken example() {
  return {.pool = UserPoolId("us-east-1_AbCdEfGhI"),
          .client_id = kClient,
          .sub = Sub("84514837-dcbc-4af1-abff-f3c109334894"),
          .origin_jti = OriginJti("b0b4b5a6-4c53-4f0c-9f0b-1f1c2d3e4f50"),
          .token_id = "a7c1",
          .generation = 3,
          .auth_time = from_epoch_ms(1'788'246'309'000),
          .issued_at = from_epoch_ms(1'788'246'310'123),
          .expires_at = from_epoch_ms(1'790'838'309'000),
          .scopes = "openid email"};
}

crypto::MasterKeys keys(char digit) { return crypto::MasterKeys::from_text(std::string(64, digit), "test"); }

class RefreshTokensTest : public testing::Test {
 protected:
  SeededRandom random_{1};
  RefreshTokens tokens_{keys('1'), random_};

  std::optional<RefreshTokenError> refusal(std::string_view text, const ClientId& client = kClient) {
    const auto redeemed = tokens_.redeem(text, client);
    return redeemed ? std::nullopt : std::optional(redeemed.error());
  }
};

TEST_F(RefreshTokensTest, redeem_what_was_minted) {
  EXPECT_EQ(tokens_.redeem(tokens_.mint(example()), kClient).value(), example());
  auto without_scopes = example();
  without_scopes.scopes.clear();
  EXPECT_EQ(tokens_.redeem(tokens_.mint(without_scopes), kClient).value(), without_scopes);
}

TEST_F(RefreshTokensTest, look_like_the_services) {
  const auto text = tokens_.mint(example());
  EXPECT_TRUE(text.starts_with("eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ.")) << text;
  EXPECT_EQ(crypto::from_base64url(text.substr(0, text.find('.'))),
            R"({"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"})");
  // The API model's pattern of tokens, and five parts, none of them empty.
  EXPECT_TRUE(std::regex_match(text, std::regex("[A-Za-z0-9_=-]+(\\.[A-Za-z0-9_=-]+){4}"))) << text;
  EXPECT_LT(text.size(), 2048U);
  EXPECT_EQ(text.find("8451"), std::string::npos);
}

TEST_F(RefreshTokensTest, never_repeat) { EXPECT_NE(tokens_.mint(example()), tokens_.mint(example())); }

TEST_F(RefreshTokensTest, refuse_another_client) {
  EXPECT_EQ(refusal(tokens_.mint(example()), ClientId("anotherclient")), RefreshTokenError::wrong_client);
  EXPECT_EQ(refusal(tokens_.mint(example()), ClientId("")), RefreshTokenError::wrong_client);
}

TEST_F(RefreshTokensTest, refuse_every_cut_change_and_second_spelling) {
  const auto text = tokens_.mint(example());
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_EQ(refusal(text.substr(0, size)), RefreshTokenError::malformed) << size;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto changed = text;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(refusal(changed), RefreshTokenError::malformed) << i;
  }
  for (const std::string& changed :
       {text + "=", text + ".", text + "A", " " + text, text + "\n", text + ".AA", "." + text,
        std::string(20'000, 'A'), std::string(4, '.')}) {
    EXPECT_EQ(refusal(changed), RefreshTokenError::malformed) << changed;
  }
  // The same bytes with a dot moved.
  const auto dot = text.rfind('.');
  auto moved = text;
  std::swap(moved[dot], moved[dot - 4]);
  EXPECT_EQ(refusal(moved), RefreshTokenError::malformed);
}

TEST_F(RefreshTokensTest, refuse_what_another_key_or_purpose_sealed) {
  EXPECT_EQ(refusal(RefreshTokens(keys('2'), random_).mint(example())), RefreshTokenError::malformed);
  // A blob of another purpose in the same clothes.
  const auto text = tokens_.mint(example());
  const crypto::Sealer other(keys('1'), "flow state", random_);
  const auto blob = other.seal("anything", text.substr(0, text.find('.')));
  EXPECT_EQ(refusal(text.substr(0, text.find('.')) + "." + crypto::to_base64url(blob.substr(0, 17)) + "." +
                    crypto::to_base64url(blob.substr(17, 12)) + "." +
                    crypto::to_base64url(blob.substr(29, blob.size() - 45)) + "." +
                    crypto::to_base64url(blob.substr(blob.size() - 16))),
            RefreshTokenError::malformed);
}

TEST_F(RefreshTokensTest, redeem_after_the_master_key_was_rotated) {
  const auto text = tokens_.mint(example());
  const RefreshTokens after(
      crypto::MasterKeys::from_text(std::string(64, '2') + " " + std::string(64, '1'), "test"), random_);
  EXPECT_EQ(after.redeem(text, kClient).value(), example());
}

// A node of the next release may add a field while this one still runs.
TEST_F(RefreshTokensTest, tolerate_a_field_they_do_not_know_and_miss_one_they_need) {
  const std::string header = "eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ";
  const crypto::Sealer sealer(keys('1'), "refresh token", random_);
  const auto dressed = [&](std::string_view bytes) {
    const auto blob = sealer.seal(bytes, header);
    return header + "." + crypto::to_base64url(blob.substr(0, 17)) + "." +
           crypto::to_base64url(blob.substr(17, 12)) + "." +
           crypto::to_base64url(blob.substr(29, blob.size() - 45)) + "." +
           crypto::to_base64url(blob.substr(blob.size() - 16));
  };
  const auto with_last_text_field = [](std::uint8_t last) {
    FieldWriter fields;
    fields.text(1, "us-east-1_AbCdEfGhI");
    fields.text(2, kClient.value());
    for (const std::uint8_t field : {3, 4, 5}) fields.text(field, "x");
    for (const std::uint8_t field : {6, 7, 8, 9}) fields.integer(field, 1);
    if (last != 0) fields.text(10, "");
    if (last > 10) fields.text(last, "news");
    return fields.bytes();
  };
  EXPECT_EQ(refusal(dressed(with_last_text_field(10))), std::nullopt);
  EXPECT_EQ(refusal(dressed(with_last_text_field(200))), std::nullopt);
  EXPECT_EQ(refusal(dressed(with_last_text_field(0))), RefreshTokenError::malformed);
  EXPECT_EQ(refusal(dressed("")), RefreshTokenError::malformed);
}

TEST_F(RefreshTokensTest, are_not_minted_too_long) {
  auto token = example();
  token.scopes = std::string(5000, 's');
  EXPECT_EQ(tokens_.redeem(tokens_.mint(token), kClient).value(), token);
  token.scopes = std::string(8000, 's');
  EXPECT_THROW((void)tokens_.mint(token), std::length_error);
}

}  // namespace
}  // namespace poolhouse::tokens
