// Private to this room: the numbers of SRP's group and the arithmetic both sides do in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/openssl.h"

namespace poolhouse::crypto::srp {

struct Group {
  Bignum N;
  Bignum g;
  MontgomeryContext mont;  // of N; read-only once made, so all threads share it
  std::string k;
};
const Group& group();

Bignum new_number();
BignumContext new_context();
Bignum to_number(std::string_view bytes);
// 384 bytes. `number` is below N.
Secret to_group_bytes(const BIGNUM* number);

// base^exponent mod N. Takes the same time for every exponent of the same length in words.
Bignum power(const BIGNUM* base, const BIGNUM* exponent);
// a·b mod N, by Montgomery multiplication, whose time does not depend on the numbers.
Bignum product(const BIGNUM* a, const BIGNUM* b);

// Lower case, without leading zeros, as clients send A and expect B.
std::string to_minimal_hex(std::string_view number);
// 1 <= number < N as bytes without leading zeros; nothing for anything else.
std::optional<std::string> parse_public(std::string_view hex);

}  // namespace poolhouse::crypto::srp
