#include "crypto/srp.h"

#include <gtest/gtest.h>

#include <ranges>

#include "crypto/digest.h"
#include "crypto/encoding.h"
#include "crypto/srp_client.h"

namespace poolhouse::crypto::srp {
namespace {

using namespace std::string_literals;

constexpr const char* kPrimeHex =
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74"
    "020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437"
    "4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed"
    "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf05"
    "98da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb"
    "9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b"
    "e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf695581718"
    "3995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33"
    "a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7"
    "abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864"
    "d87602733ec86a64521f2b18177b200cbbe117577a615d6c770988c0bad946e2"
    "08e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff";

std::string repeated(std::string_view hex, int times) {
  std::string bytes;
  for (int i = 0; i < times; ++i) bytes += *from_hex(hex);
  return bytes;
}

// Twice a number, both in hex.
std::string doubled(std::string_view hex) {
  std::string sum(hex);
  unsigned carry = 0;
  for (auto& digit : std::views::reverse(sum)) {
    const unsigned value = 2 * static_cast<unsigned>(std::stoi(std::string(1, digit), nullptr, 16)) + carry;
    digit = "0123456789abcdef"[value % 16];
    carry = value / 16;
  }
  return (carry != 0 ? "1" : "") + sum;
}

std::string sha256_of_hex(std::string_view bytes) { return to_hex(sha256(to_hex(bytes))); }

// The reference's worked example (user pools, 5.4), made by an independent implementation and reproduced
// with AWS's own JavaScript client.
struct Example {
  Identity identity{"AbCdEfGhI", "84514837-dcbc-4af1-abff-f3c109334894"};
  Secret password{"P2$Sword-example"};
  std::string salt_hex = "a1b2c3d4e5f60718293a4b5c6d7e8f90";
  std::string a = repeated("47ea62826f7f2d7e7460c8b099fb43715faedefab9a8d630a5e3a6a813f964a5", 4);
  std::string b = repeated("398a81da3558b15e724c046e013428f0a21833c10e7c40b6d04eaf3530a95522", 4);
  std::string secret_block =
      "8T4TXhO0+AwFeT14T1SEF019E/"
      "RokLtVm4VzRgJea2XxPhNeE7T4DAV5PXhPVIQXTX0T9GiQu1WbhXNGAl5rZfE+E14TtPgMBXk9eE9U"
      "hBdNfRP0aJC7VZuFc0YCXmtl";
  std::string timestamp = "Tue Sep 1 07:05:09 UTC 2026";
  std::string signature = "tW+Hq1KYarg7Q8S2Zdyy33sSAn2DDD1+1Wki0nfyQ20=";

  Verifier verifier = make_verifier(identity, password, *from_hex(salt_hex));
  Client client{Secret(a)};
  ServerKeys server = start(verifier.v, Secret(b));
  ClientPublic A = *ClientPublic::parse(client.A_hex());

  [[nodiscard]] bool holds(std::string_view claimed) const {
    return claim_holds(
        {.secret_block = *from_base64(secret_block), .timestamp = timestamp, .signature = claimed}, identity,
        A, server, verifier.v);
  }
};

TEST(Srp, reproduces_every_value_of_the_worked_example) {
  const Example example;
  EXPECT_EQ(to_hex(multiplier()), "538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6");
  EXPECT_EQ(to_hex(pad(*from_hex(example.salt_hex))), "00" + example.salt_hex);
  EXPECT_EQ(to_hex(private_key(example.identity, example.password, *from_hex(example.salt_hex)).reveal()),
            "0484619f0d9f440c0c244de9afd18c56fe412a650f94c1afa60b2fcab9502284");
  EXPECT_EQ(sha256_of_hex(example.verifier.v.reveal()),
            "417ce8463c6a2603d5d7fdefe952bb6212f77b3d1b97bcbbffabd5c725c8e320");
  EXPECT_EQ(to_hex(sha256(example.client.A_hex())),
            "32addbe103063f3364f362ba2aa87ca6bb62b42551b4a37925d7ead0866be2cc");
  EXPECT_EQ(to_hex(sha256(example.server.B_hex())),
            "d1878ac47e527a87904084742b36289173eaf0cff85f72704b59d74a23b75fd4");

  const auto u = scrambler(example.A.bytes(), example.server.B).value();
  EXPECT_EQ(to_hex(u), "18b794bbe0abfd19f0d3faa7508d7fc65807273d513fb8317449bc7f77dc5749");
  const auto S = server_secret(example.A, example.verifier.v, u, example.server.b);
  EXPECT_EQ(sha256_of_hex(S.reveal()), "38daa5f93ae8b18e5e868b5f41acc7767fa99f09bab1cdf11e25adede3f181df");
  EXPECT_EQ(pad(S.reveal()).size(), 385U);
  EXPECT_EQ(to_hex(hmac_sha256(pad(u), pad(S.reveal()))),
            "048976ab04870e21f7fac44d34ee50521bf792cce8b137d1087ccee56741522e");
  EXPECT_EQ(to_hex(session_key(S, u).reveal()), "1ec197e0cb3d9b3895850de81928dd62");

  EXPECT_EQ(example.client.sign(example.identity, example.password, example.salt_hex, example.server.B_hex(),
                                example.secret_block, example.timestamp),
            example.signature);
  EXPECT_TRUE(example.holds(example.signature));
}

TEST(Srp, reproduces_the_device_verifier) {
  const Identity device{"-Ab1cD2eF", "us-west-2_a1b2c3d4-5678-90ab-cdef-123456789abc"};
  const Secret password("cmFuZG9tLXBhc3N3b3Jk");
  const auto salt = from_base64("AI+Pj4+Pj4+Pj4+Pj4+Pj48=").value();
  EXPECT_EQ(to_hex(private_key(device, password, salt).reveal()),
            "1c4ada639f84226c17fbd505961f4d3781efe0225b4df1f29e096723df0dd481");
  const auto made = make_verifier(device, password, salt);
  EXPECT_EQ(to_hex(sha256(made.v.reveal())),
            "2c16c977acc3da62cd3e0d2a085c3d32f9d808276e4e2b68ebdda36789cd61a3");

  // ConfirmDevice sends both numbers in padded form.
  const auto received = Verifier::from_client(salt, pad(made.v.reveal())).value();
  EXPECT_EQ(received.v, made.v);
  EXPECT_TRUE(password_matches(received, device, password));
}

TEST(Srp, pads_by_the_sign_bit_and_not_to_a_fixed_width) {
  struct Case {
    std::string number, padded;
  };
  for (const auto& c : {Case{"01", "01"}, Case{"7f", "7f"}, Case{"80", "0080"}, Case{"ff00", "00ff00"},
                        Case{"000001", "01"}, Case{"000080", "0080"}, Case{"0000", ""}}) {
    EXPECT_EQ(to_hex(pad(*from_hex(c.number))), c.padded) << c.number;
  }
}

TEST(Srp, reads_a_salt_as_an_integer) {
  const Example example;
  const auto with_zeros = make_verifier(example.identity, example.password, "\0\0\x12\x34"s);
  const auto without = make_verifier(example.identity, example.password, "\x12\x34");
  EXPECT_EQ(with_zeros.v, without.v);
}

TEST(Srp, accepts_A_only_from_1_to_N_minus_1) {
  const std::string N = kPrimeHex;
  const auto N_with_last = [&](char digit) {
    auto changed = N;
    changed.back() = digit;
    return changed;
  };
  struct Case {
    const char* what;
    std::string hex;
    bool accepted;
  };
  for (const auto& c : {
           Case{"one", "1", true},
           Case{"an odd number of digits", "abc", true},
           Case{"upper case", "ABCDEF", true},
           Case{"leading zeros", "000abc", true},
           Case{"N - 1", N_with_last('e'), true},
           Case{"N - 1 in sign-bit form", "00" + N_with_last('e'), true},
           Case{"zero", "0", false},
           Case{"zero at length", std::string(768, '0'), false},
           Case{"empty", "", false},
           Case{"N", N, false},
           Case{"N in sign-bit form", "00" + N, false},
           Case{"N + 1", N.substr(0, 751) + "b0000000000000000", false},
           Case{"the next power of two", "1" + std::string(768, '0'), false},
           Case{"2 N", doubled(N), false},
           Case{"2 N - 1", doubled(N).replace(768, 1, "d"), false},
           Case{"16 N", N + "0", false},
           Case{"a padded one beyond the limit", std::string(770, '0') + "1", false},
           Case{"4 kB", std::string(4096, '1'), false},
           Case{"minus one", "-1", false},
           Case{"0x", "0x1", false},
           Case{"a blank", "1 ", false},
           Case{"not hex", "xyz", false},
           Case{"a zero byte", "1\0"s, false},
       }) {
    EXPECT_EQ(ClientPublic::parse(c.hex).has_value(), c.accepted) << c.what;
  }
  EXPECT_EQ(ClientPublic::parse("000abc")->bytes(), "\x0A\xBC");
}

TEST(Srp, accepts_a_clients_verifier_only_below_N) {
  EXPECT_TRUE(Verifier::from_client("\x01", "\x05"));
  EXPECT_FALSE(Verifier::from_client("", "\x05"));
  EXPECT_FALSE(Verifier::from_client(std::string(65, '\x01'), "\x05"));
  EXPECT_FALSE(Verifier::from_client("\x01", ""));
  EXPECT_FALSE(Verifier::from_client("\x01", "\0\0"s));
  EXPECT_FALSE(Verifier::from_client("\x01", *from_hex(kPrimeHex)));
  EXPECT_FALSE(Verifier::from_client("\x01", std::string(500, '\x01')));
}

TEST(Srp, refuses_near_misses_of_a_claim) {
  const Example example;
  const auto block = *from_base64(example.secret_block);
  const auto& good = example.signature;
  const auto holds = [&](const Claim& claim, const Identity& identity) {
    return claim_holds(claim, identity, example.A, example.server, example.verifier.v);
  };
  const auto timestamp = std::string_view(example.timestamp);
  ASSERT_TRUE(holds({block, timestamp, good}, example.identity));

  EXPECT_FALSE(holds({block, timestamp, ""}, example.identity));
  EXPECT_FALSE(holds({block, timestamp, std::string_view(good).substr(1)}, example.identity));
  EXPECT_FALSE(holds({block, timestamp, good + "="}, example.identity));
  EXPECT_FALSE(holds({block, "Tue Sep 1 07:05:10 UTC 2026", good}, example.identity));
  EXPECT_FALSE(holds({block + 'x', timestamp, good}, example.identity));
  EXPECT_FALSE(holds({"", timestamp, good}, example.identity));
  EXPECT_FALSE(holds({block, timestamp, good}, {"AbCdEfGhJ", example.identity.user_id_for_srp}));
  EXPECT_FALSE(holds({block, timestamp, good}, {example.identity.pool_name, "someone else"}));
  for (std::size_t i = 0; i + 1 < good.size(); ++i) {
    auto changed = good;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(example.holds(changed)) << i;
  }
}

TEST(Srp, checks_a_plain_password_against_the_verifier) {
  const Example example;
  EXPECT_TRUE(password_matches(example.verifier, example.identity, example.password));
  EXPECT_FALSE(password_matches(example.verifier, example.identity, Secret("P2$Sword-examplf")));
  EXPECT_FALSE(password_matches(example.verifier, example.identity, Secret()));
  EXPECT_FALSE(password_matches(example.verifier, {"AbCdEfGhI", "another user"}, example.password));
}

TEST(Srp, client_refuses_a_degenerate_server) {
  const Example example;
  for (const std::string& B : {std::string("0"), std::string(), std::string(kPrimeHex), std::string("xyz")}) {
    EXPECT_EQ(example.client.secret(example.identity, example.password, example.salt_hex, B), std::nullopt)
        << B;
  }
}

// One sign-in through hex texts, as over the wire.
struct Exchange {
  bool right_password_holds;
  bool wrong_password_holds;
};
Exchange sign_in(const Identity& identity, const Verifier& verifier, const Secret& password,
                 const Client& client, const ServerKeys& server) {
  const std::string block = "c2VjcmV0IGJsb2Nr";
  const std::string timestamp = "Tue Sep 1 07:05:09 UTC 2026";
  const auto A = ClientPublic::parse(client.A_hex()).value();
  const auto holds = [&](const Secret& typed) {
    const auto signature =
        client.sign(identity, typed, verifier.salt_hex(), server.B_hex(), block, timestamp).value();
    return claim_holds({*from_base64(block), timestamp, signature}, identity, A, server, verifier.v);
  };
  const Secret wrong(std::string(password.reveal()) + "x");
  return {holds(password), holds(wrong)};
}

TEST(Srp, client_and_server_agree_for_any_user) {
  // A user takes 8 ms, so one run has few; `--gtest_shuffle --gtest_repeat=40` goes through 2,000 others.
  const auto seed = 20260901U + static_cast<unsigned>(testing::UnitTest::GetInstance()->random_seed());
  SeededRandom random(seed);
  for (int i = 0; i < 50; ++i) {
    SCOPED_TRACE("seed " + std::to_string(seed) + ", user " + std::to_string(i));
    const Identity identity{random.text(9, "abcXYZ019"), random.uuid()};
    const Secret password(random.bytes(1 + random.below(64)));
    const auto verifier = make_verifier(identity, password, random);
    const auto result = sign_in(identity, verifier, password, Client(random), start(verifier.v, random));
    EXPECT_TRUE(result.right_password_holds);
    EXPECT_FALSE(result.wrong_password_holds);
  }
}

// Searches until the wanted number shows the wanted leading byte, so that the rare paddings are met for sure.
TEST(Srp, client_and_server_agree_whatever_the_leading_bytes) {
  const Identity identity{"AbCdEfGhI", "jane"};
  const Secret password("P2$Sword-example");
  SeededRandom random(5);

  const auto small_A = [&] {
    // g^a for a small a is short: A has 3 bytes here, and an odd number of digits.
    return Client(Secret("\x14"));
  };
  for (const std::string& salt :
       {"\x01"s, "\x7F"s, "\x80"s, "\0\0\x01"s, "\0\x80"s + std::string(14, '\x11'), std::string(16, '\0')}) {
    SCOPED_TRACE("salt " + to_hex(salt));
    const auto verifier = make_verifier(identity, password, salt);
    const auto result = sign_in(identity, verifier, password, small_A(), start(verifier.v, random));
    EXPECT_TRUE(result.right_password_holds);
    EXPECT_FALSE(result.wrong_password_holds);
  }

  // A with a leading zero byte at the length of N: one of 256.
  const auto verifier = make_verifier(identity, password, random);
  auto short_A = Client(random);
  while (short_A.A().size() == 384) short_A = Client(random);
  EXPECT_TRUE(sign_in(identity, verifier, password, short_A, start(verifier.v, random)).right_password_holds);
  // A with its top bit clear and set.
  for (const bool top_bit : {false, true}) {
    auto client = Client(random);
    while (((static_cast<unsigned char>(client.A().front()) & 0x80) != 0) != top_bit) client = Client(random);
    EXPECT_TRUE(
        sign_in(identity, verifier, password, client, start(verifier.v, random)).right_password_holds);
  }
  // B with a leading zero byte.
  auto short_B = start(verifier.v, random);
  while (short_B.B.size() == 384) short_B = start(verifier.v, random);
  EXPECT_TRUE(sign_in(identity, verifier, password, Client(random), short_B).right_password_holds);
}

TEST(Srp, client_and_server_agree_when_S_starts_with_a_zero_byte) {
  const Identity identity{"AbCdEfGhI", "jane"};
  const Secret password("P2$Sword-example");
  SeededRandom random(6);
  const auto verifier = make_verifier(identity, password, random);
  const Client client(random);
  const auto A = ClientPublic::parse(client.A_hex()).value();
  for (int i = 0; i < 4000; ++i) {
    const auto server = start(verifier.v, random);
    const auto u = scrambler(A.bytes(), server.B).value();
    const auto S = server_secret(A, verifier.v, u, server.b);
    if (S.reveal().front() != '\0') continue;
    EXPECT_TRUE(sign_in(identity, verifier, password, client, server).right_password_holds);
    return;
  }
  FAIL() << "no such S in 4000 tries";
}

TEST(Srp, starts_every_exchange_with_another_b) {
  const Example example;
  SeededRandom random(7);
  const auto first = start(example.verifier.v, random);
  const auto second = start(example.verifier.v, random);
  EXPECT_EQ(first.b.size(), 32U);
  EXPECT_NE(first.B, second.B);
}

}  // namespace
}  // namespace poolhouse::crypto::srp
