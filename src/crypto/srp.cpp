#include "crypto/srp.h"

#include <algorithm>
#include <initializer_list>

#include "crypto/digest.h"
#include "crypto/encoding.h"
#include "crypto/srp_group.h"

namespace poolhouse::crypto::srp {
namespace {

// RFC 3526 section 4, the 3072-bit group.
constexpr const char* kPrime =
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
    "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
    "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05"
    "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB"
    "9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718"
    "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33"
    "A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864"
    "D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2"
    "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF";

constexpr std::size_t kGroupBytes = 384;
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kClientSaltBytesMax = 64;
// 256 bits already match the group's strength; 3072 would cost ten times the time.
constexpr std::size_t kServerExponentBytes = 32;
constexpr std::size_t kPublicHexDigitsMax = 2 * (kGroupBytes + 1);
constexpr std::size_t kSessionKeyBytes = 16;

Secret join(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const auto part : parts) size += part.size();
  std::string joined;
  joined.reserve(size);  // one allocation, so that wiping it wipes every copy
  for (const auto part : parts) joined.append(part);
  return into_secret(std::move(joined));
}

std::string_view without_leading_zeros(std::string_view number) {
  return number.substr(std::min(number.find_first_not_of('\0'), number.size()));
}

bool top_bit_is_set(std::string_view number) {
  return !number.empty() && (static_cast<unsigned char>(number.front()) & 0x80) != 0;
}

Secret pad_secret(const Secret& number) {
  const auto minimal = without_leading_zeros(number.reveal());
  return join({top_bit_is_set(minimal) ? std::string_view("\0", 1) : std::string_view(), minimal});
}

// v = g^x mod N, 384 bytes.
Secret verifier_of(const Secret& x) {
  const auto v = power(group().g.get(), to_number(x.reveal()).get());
  return to_group_bytes(v.get());
}

}  // namespace

const Group& group() {
  static const Group the_group = [] {
    const auto context = new_context();
    BIGNUM* prime = nullptr;
    require(BN_hex2bn(&prime, kPrime) != 0, "BN_hex2bn");
    Group made{.N = Bignum(prime), .g = new_number(), .mont = MontgomeryContext(BN_MONT_CTX_new()), .k = {}};
    require(BN_set_word(made.g.get(), 2) == 1, "BN_set_word");
    require(made.mont && BN_MONT_CTX_set(made.mont.get(), made.N.get(), context.get()) == 1,
            "BN_MONT_CTX_set");
    std::string prime_bytes(kGroupBytes, '\0');
    BN_bn2bin(made.N.get(), data_of(prime_bytes));
    made.k = sha256(pad(prime_bytes) + "\x02");
    return made;
  }();
  return the_group;
}

Bignum new_number() { return Bignum(require(BN_new(), "BN_new")); }

BignumContext new_context() { return BignumContext(require(BN_CTX_new(), "BN_CTX_new")); }

Bignum to_number(std::string_view bytes) {
  auto number = new_number();
  require(BN_bin2bn(data_of(bytes), static_cast<int>(bytes.size()), number.get()), "BN_bin2bn");
  return number;
}

Secret to_group_bytes(const BIGNUM* number) {
  std::string bytes(kGroupBytes, '\0');
  require(BN_bn2binpad(number, data_of(bytes), kGroupBytes) == static_cast<int>(kGroupBytes), "BN_bn2binpad");
  return into_secret(std::move(bytes));
}

Bignum power(const BIGNUM* base, const BIGNUM* exponent) {
  const auto& the_group = group();
  auto result = new_number();
  require(BN_mod_exp_mont_consttime(result.get(), base, exponent, the_group.N.get(), new_context().get(),
                                    the_group.mont.get()) == 1,
          "BN_mod_exp_mont_consttime");
  return result;
}

Bignum product(const BIGNUM* a, const BIGNUM* b) {
  const auto& the_group = group();
  const auto context = new_context();
  auto result = new_number();
  require(BN_to_montgomery(result.get(), a, the_group.mont.get(), context.get()) == 1 &&
              BN_mod_mul_montgomery(result.get(), result.get(), b, the_group.mont.get(), context.get()) == 1,
          "BN_mod_mul_montgomery");
  return result;
}

std::string to_minimal_hex(std::string_view number) {
  const auto hex = to_hex(number);
  return hex.substr(std::min(hex.find_first_not_of('0'), hex.size() - 1));
}

std::optional<std::string> parse_public(std::string_view hex) {
  if (hex.empty() || hex.size() > kPublicHexDigitsMax) return std::nullopt;
  auto bytes = from_hex((hex.size() % 2 == 0 ? "" : "0") + std::string(hex));
  if (!bytes) return std::nullopt;
  const auto minimal = without_leading_zeros(*bytes);
  if (minimal.empty() || BN_cmp(to_number(minimal).get(), group().N.get()) >= 0) return std::nullopt;
  return std::string(minimal);
}

std::optional<Verifier> Verifier::from_client(std::string_view salt, std::string_view v) {
  if (salt.empty() || salt.size() > kClientSaltBytesMax || v.size() > kGroupBytes + 1) return std::nullopt;
  const auto number = to_number(v);
  if (BN_is_zero(number.get()) || BN_cmp(number.get(), group().N.get()) >= 0) return std::nullopt;
  return Verifier{std::string(salt), to_group_bytes(number.get())};
}

std::string Verifier::salt_hex() const { return to_hex(salt); }

std::optional<ClientPublic> ClientPublic::parse(std::string_view hex) {
  auto bytes = parse_public(hex);
  if (!bytes) return std::nullopt;
  return ClientPublic(std::move(*bytes));
}

std::string ServerKeys::B_hex() const { return to_minimal_hex(B); }

Verifier make_verifier(const Identity& identity, const Secret& password, Random& random) {
  return make_verifier(identity, password, random.bytes(kSaltBytes));
}

Verifier make_verifier(const Identity& identity, const Secret& password, std::string_view salt) {
  return {std::string(salt), verifier_of(private_key(identity, password, salt))};
}

bool password_matches(const Verifier& verifier, const Identity& identity, const Secret& password) {
  return verifier_of(private_key(identity, password, verifier.salt)) == verifier.v;
}

ServerKeys start(const Secret& v, Random& random) {
  return start(v, into_secret(random.bytes(kServerExponentBytes)));
}

ServerKeys start(const Secret& v, Secret b) {
  // B = (k·v + g^b) mod N
  const auto blinded = product(to_number(group().k).get(), to_number(v.reveal()).get());
  const auto B = power(group().g.get(), to_number(b.reveal()).get());
  require(BN_mod_add_quick(B.get(), B.get(), blinded.get(), group().N.get()) == 1, "BN_mod_add_quick");
  return {std::move(b), std::string(without_leading_zeros(to_group_bytes(B.get()).reveal()))};
}

bool claim_holds(const Claim& claim, const Identity& identity, const ClientPublic& A,
                 const ServerKeys& server, const Secret& v) {
  const auto u = scrambler(A.bytes(), server.B);
  if (!u) return false;
  const auto key = session_key(server_secret(A, v, *u, server.b), *u);
  return equal_in_constant_time(signature(key, identity, claim.secret_block, claim.timestamp),
                                claim.signature);
}

std::string pad(std::string_view number) {
  const auto minimal = without_leading_zeros(number);
  std::string padded(top_bit_is_set(minimal) ? 1 : 0, '\0');
  return padded.append(minimal);
}

const std::string& multiplier() { return group().k; }

Secret private_key(const Identity& identity, const Secret& password, std::string_view salt) {
  const auto named = join({identity.pool_name, identity.user_id_for_srp, ":", password.reveal()});
  const auto inner = into_secret(sha256(named.reveal()));
  return into_secret(sha256(join({pad(salt), inner.reveal()}).reveal()));
}

std::optional<std::string> scrambler(std::string_view A, std::string_view B) {
  auto u = sha256(pad(A) + pad(B));
  if (without_leading_zeros(u).empty()) return std::nullopt;
  return u;
}

Secret server_secret(const ClientPublic& A, const Secret& v, std::string_view u, const Secret& b) {
  const auto v_to_u = power(to_number(v.reveal()).get(), to_number(u).get());
  const auto base = product(to_number(A.bytes()).get(), v_to_u.get());
  return to_group_bytes(power(base.get(), to_number(b.reveal()).get()).get());
}

Secret session_key(const Secret& S, std::string_view u) {
  return hkdf_sha256(pad_secret(S), pad(u), "Caldera Derived Key", kSessionKeyBytes);
}

std::string signature(const Secret& key, const Identity& identity, std::string_view secret_block,
                      std::string_view timestamp) {
  std::string message = identity.pool_name + identity.user_id_for_srp;
  message.append(secret_block).append(timestamp);
  return to_base64(hmac_sha256(key.reveal(), message));
}

}  // namespace poolhouse::crypto::srp
