// Numbers and times of SRP as clients send them: SRP_A, the verifier of a device, TIMESTAMP.
#include <algorithm>

#include "crypto/encoding.h"
#include "crypto/srp.h"
#include "fuzz.h"
#include "userpools/auth/srp_timestamp.h"

using namespace poolhouse;
using namespace poolhouse::crypto;

namespace {

void client_public(std::string_view hex) {
  const auto A = srp::ClientPublic::parse(hex);
  if (!A) return;
  FUZZ_REQUIRE(hex.size() <= 770);
  // 1 <= A < N, whose 384 bytes start with FF.
  FUZZ_REQUIRE(!A->bytes().empty() && A->bytes().size() <= 384 && A->bytes().front() != 0);
  const auto again = srp::ClientPublic::parse(to_hex(A->bytes()));
  FUZZ_REQUIRE(again && again->bytes() == A->bytes());
  const auto padded = srp::pad(A->bytes());
  FUZZ_REQUIRE(padded.ends_with(A->bytes()) && (static_cast<unsigned char>(padded.front()) & 0x80) == 0);
}

void device_verifier(FuzzedDataProvider& input) {
  const auto salt = input.ConsumeRandomLengthString(80);
  const auto verifier = srp::Verifier::from_client(salt, input.ConsumeRemainingBytesAsString());
  if (!verifier) return;
  FUZZ_REQUIRE(!salt.empty() && salt.size() <= 64);
  FUZZ_REQUIRE(std::ranges::any_of(verifier->v.reveal(), [](char c) { return c != 0; }));
  FUZZ_REQUIRE(from_hex(verifier->salt_hex()).has_value());
}

void timestamp(std::string_view text) {
  const auto time = userpools::parse_srp_timestamp(text);
  if (!time) return;
  FUZZ_REQUIRE(text.size() >= 27 && text.size() <= 29);
  FUZZ_REQUIRE(to_epoch_ms(*time) % 1000 == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDataProvider input(data, size);
  switch (input.ConsumeIntegralInRange(0, 2)) {
    case 0:
      client_public(input.ConsumeRemainingBytesAsString());
      break;
    case 1:
      device_verifier(input);
      break;
    default:
      timestamp(input.ConsumeRemainingBytesAsString());
  }
  return 0;
}
