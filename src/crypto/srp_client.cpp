#include "crypto/srp_client.h"

#include "crypto/encoding.h"
#include "crypto/srp_group.h"

namespace poolhouse::crypto::srp {
namespace {

constexpr std::size_t kClientExponentBytes = 32;

// As clients read SALT: an integer, so an odd number of digits is fine.
std::optional<std::string> parse_salt(std::string_view hex) {
  return from_hex((hex.size() % 2 == 0 ? "" : "0") + std::string(hex));
}

}  // namespace

Client::Client(Random& random) : Client(into_secret(random.bytes(kClientExponentBytes))) {}

Client::Client(Secret a) : a_(std::move(a)) {
  const auto A = power(group().g.get(), to_number(a_.reveal()).get());
  A_ = pad(to_group_bytes(A.get()).reveal());
  if (A_.front() == '\0') A_.erase(0, 1);
}

std::string Client::A_hex() const { return to_minimal_hex(A_); }

std::optional<Secret> Client::secret(const Identity& identity, const Secret& password,
                                     std::string_view salt_hex, std::string_view B_hex) const {
  const auto salt = parse_salt(salt_hex);
  const auto B = parse_public(B_hex);
  if (!salt || !B) return std::nullopt;
  const auto u = scrambler(A_, *B);
  if (!u) return std::nullopt;
  const auto x = to_number(private_key(identity, password, *salt).reveal());

  // base = B - k·g^x
  const auto g_to_x = power(group().g.get(), x.get());
  const auto base = product(to_number(group().k).get(), g_to_x.get());
  require(BN_mod_sub_quick(base.get(), to_number(*B).get(), base.get(), group().N.get()) == 1,
          "BN_mod_sub_quick");
  // exponent = a + u·x
  const auto exponent = new_number();
  require(BN_mul(exponent.get(), to_number(*u).get(), x.get(), new_context().get()) == 1 &&
              BN_add(exponent.get(), exponent.get(), to_number(a_.reveal()).get()) == 1,
          "BN_mul");
  return to_group_bytes(power(base.get(), exponent.get()).get());
}

std::optional<std::string> Client::sign(const Identity& identity, const Secret& password,
                                        std::string_view salt_hex, std::string_view B_hex,
                                        std::string_view secret_block_base64,
                                        std::string_view timestamp) const {
  const auto secret_block = from_base64(secret_block_base64);
  const auto S = secret(identity, password, salt_hex, B_hex);
  if (!secret_block || !S) return std::nullopt;
  const auto u = scrambler(A_, *parse_public(B_hex));
  return signature(session_key(*S, *u), identity, *secret_block, timestamp);
}

}  // namespace poolhouse::crypto::srp
