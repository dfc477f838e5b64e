#include "crypto/sealed.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"

namespace poolhouse::crypto {
namespace {

const std::string kOldKey(64, '1');
const std::string kNewKey(64, '2');

MasterKeys keys(const std::string& text) { return MasterKeys::from_text(text, "test"); }

TEST(Sealer, opens_what_it_sealed) {
  SeededRandom random(1);
  const Sealer sealer(keys(kNewKey), "user password", random);
  for (const std::string& plain : {std::string(), std::string("x"), std::string(100'000, '\0')}) {
    const auto sealed = sealer.seal(plain, "pool|jane");
    EXPECT_EQ(sealed.size(), plain.size() + Sealer::kOverheadBytes);
    EXPECT_EQ(sealer.open(sealed, "pool|jane").value(), Secret(plain));
  }
  EXPECT_TRUE(sealer.open(sealer.seal({}, {}), {}));
}

TEST(Sealer, seals_the_same_text_differently_each_time) {
  SeededRandom random(1);
  const Sealer sealer(keys(kNewKey), "user password", random);
  const auto first = sealer.seal("plain", "pool|jane");
  EXPECT_NE(first, sealer.seal("plain", "pool|jane"));
  EXPECT_EQ(first.find("plain"), std::string::npos);
}

TEST(Sealer, refuses_any_changed_bit_and_any_prefix) {
  SeededRandom random(1);
  const Sealer sealer(keys(kNewKey), "user password", random);
  const auto sealed = sealer.seal("plain", "pool|jane");
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    auto changed = sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(sealer.open(changed, "pool|jane")) << bit;
  }
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_FALSE(sealer.open(std::string_view(sealed).substr(0, size), "pool|jane")) << size;
  }
  EXPECT_FALSE(sealer.open(sealed + '\0', "pool|jane"));
}

TEST(Sealer, says_why_it_does_not_open) {
  SeededRandom random(1);
  const Sealer sealer(keys(kNewKey), "user password", random);
  const Sealer other_purpose(keys(kNewKey), "totp secret", random);
  const Sealer other_key(keys(kOldKey), "user password", random);
  const auto sealed = sealer.seal("plain", "pool|jane");

  EXPECT_EQ(sealer.open(sealed, "pool|john").error(), UnsealError::forged);
  EXPECT_EQ(sealer.open(sealed, "").error(), UnsealError::forged);
  EXPECT_EQ(other_purpose.open(sealed, "pool|jane").error(), UnsealError::forged);
  EXPECT_EQ(other_key.open(sealed, "pool|jane").error(), UnsealError::unknown_key);
  EXPECT_EQ(sealer.open("", "pool|jane").error(), UnsealError::malformed);
  EXPECT_EQ(sealer.open("\x02" + sealed.substr(1), "pool|jane").error(), UnsealError::malformed);
}

TEST(Sealer, opens_what_an_older_key_sealed_and_asks_to_seal_it_again) {
  SeededRandom random(1);
  const Sealer before(keys(kOldKey), "user password", random);
  const Sealer after(keys(kNewKey + "," + kOldKey), "user password", random);
  const auto old_blob = before.seal("plain", "pool|jane");
  const auto new_blob = after.seal("plain", "pool|jane");

  EXPECT_EQ(after.open(old_blob, "pool|jane").value(), Secret("plain"));
  EXPECT_TRUE(after.needs_rotation(old_blob));
  EXPECT_FALSE(after.needs_rotation(new_blob));
  EXPECT_FALSE(before.open(new_blob, "pool|jane"));
}

TEST(Sealer, opens_the_blob_of_an_earlier_release) {
  // Computed with Python's hmac and cryptography packages from the format in sealed.h: salt 00…0b, nonce
  // 64…6f.
  SeededRandom random(1);
  const Sealer sealer(keys(kNewKey), "user password", random);
  const auto blob = from_hex(
                        "0170dbb041000102030405060708090a0b6465666768696a6b6c6d6e6f835ab3"
                        "bb41ca07ab7abb29d5a7bb77df33de1c653cb19a44c523d2aaaa0e499c")
                        .value();
  EXPECT_EQ(sealer.open(blob, "pool|jane").value(), Secret("P2$Sword-example"));
}

TEST(KeyedHash, depends_on_key_purpose_and_text) {
  const KeyedHash codes(keys(kNewKey), "code");
  EXPECT_EQ(codes.hash("123456").size(), 32U);
  EXPECT_EQ(codes.hash("123456"), codes.hash("123456"));
  EXPECT_NE(codes.hash("123456"), codes.hash("123457"));
  EXPECT_NE(codes.hash("123456"), KeyedHash(keys(kNewKey), "session").hash("123456"));
  EXPECT_NE(codes.hash("123456"), KeyedHash(keys(kOldKey), "code").hash("123456"));
}

TEST(KeyedHash, matches_by_the_current_and_by_older_keys) {
  const KeyedHash before(keys(kOldKey), "code");
  const KeyedHash after(keys(kNewKey + " " + kOldKey), "code");
  EXPECT_TRUE(after.matches("123456", before.hash("123456")));
  EXPECT_TRUE(after.matches("123456", after.hash("123456")));
  EXPECT_FALSE(after.matches("123457", before.hash("123456")));
  EXPECT_FALSE(after.matches("123456", ""));
  EXPECT_FALSE(before.matches("123456", after.hash("123456")));
}

}  // namespace
}  // namespace poolhouse::crypto
