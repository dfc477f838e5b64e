#include "crypto/signing_key.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>

#include <optional>

#include "crypto/digest.h"
#include "crypto/encoding.h"
#include "crypto/openssl.h"

namespace poolhouse::crypto {
namespace {

constexpr int kRsaBitsMin = 2048;
constexpr std::size_t kP256Bytes = 32;

std::string number_of(const EVP_PKEY* key, const char* parameter, std::optional<std::size_t> size) {
  BIGNUM* value = nullptr;
  require(EVP_PKEY_get_bn_param(key, parameter, &value) == 1, "EVP_PKEY_get_bn_param");
  const Bignum owner(value);
  const auto bytes_size = size.value_or(static_cast<std::size_t>(BN_num_bytes(value)));
  std::string bytes(bytes_size, '\0');
  require(BN_bn2binpad(value, data_of(bytes), static_cast<int>(bytes_size)) >= 0, "BN_bn2binpad");
  return to_base64url(bytes);
}

std::string kid_of(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  require(size > 0, "i2d_PUBKEY");
  auto kid = to_base64(sha256({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)}));
  OPENSSL_free(der);
  return kid;
}

// JWS wants r ‖ s at fixed length (RFC 7518, 3.4), OpenSSL speaks DER.
std::string der_to_fixed(std::string_view der) {
  const auto* cursor = data_of(der);
  const EcdsaSignature parsed(
      require(d2i_ECDSA_SIG(nullptr, &cursor, static_cast<long>(der.size())), "d2i_ECDSA_SIG"));
  std::string fixed(2 * kP256Bytes, '\0');
  require(BN_bn2binpad(ECDSA_SIG_get0_r(parsed.get()), data_of(fixed), kP256Bytes) >= 0 &&
              BN_bn2binpad(ECDSA_SIG_get0_s(parsed.get()), data_of(fixed) + kP256Bytes, kP256Bytes) >= 0,
          "BN_bn2binpad");
  return fixed;
}

std::optional<std::string> fixed_to_der(std::string_view fixed) {
  if (fixed.size() != 2 * kP256Bytes) return std::nullopt;
  const EcdsaSignature built(require(ECDSA_SIG_new(), "ECDSA_SIG_new"));
  Bignum r(BN_bin2bn(data_of(fixed), kP256Bytes, nullptr));
  Bignum s(BN_bin2bn(data_of(fixed) + kP256Bytes, kP256Bytes, nullptr));
  require(r && s, "BN_bin2bn");
  // Takes both over; it fails only without them.
  require(ECDSA_SIG_set0(built.get(), r.release(), s.release()) == 1, "ECDSA_SIG_set0");
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(built.get(), &der);
  require(size > 0, "i2d_ECDSA_SIG");
  std::string text(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return text;
}

bool is_p256(const EVP_PKEY* key) {
  char group[32] = "";
  return EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_group_name(key, group, sizeof group, nullptr) == 1 &&
         std::string_view(group) == SN_X9_62_prime256v1;
}

bool is_strong_rsa(const EVP_PKEY* key) {
  return EVP_PKEY_is_a(key, "RSA") == 1 && EVP_PKEY_get_bits(key) >= kRsaBitsMin;
}

}  // namespace

std::string_view name_of(SignatureAlgorithm algorithm) {
  return algorithm == SignatureAlgorithm::rs256 ? "RS256" : "ES256";
}

Secret generate_signing_key(SignatureAlgorithm algorithm) {
  const PrivateKey key(
      require(algorithm == SignatureAlgorithm::rs256 ? EVP_RSA_gen(kRsaBitsMin) : EVP_EC_gen("P-256"),
              "EVP_PKEY_gen"));
  const Pkcs8 wrapped(require(EVP_PKEY2PKCS8(key.get()), "EVP_PKEY2PKCS8"));
  unsigned char* der = nullptr;
  const int size = i2d_PKCS8_PRIV_KEY_INFO(wrapped.get(), &der);
  require(size > 0, "i2d_PKCS8_PRIV_KEY_INFO");
  Secret secret({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
  OPENSSL_clear_free(der, static_cast<std::size_t>(size));
  return secret;
}

struct SigningKey::Loaded {
  PrivateKey key;
  SignatureAlgorithm algorithm;
  std::string kid;
  PublicKeyNumbers numbers;
};

SigningKey SigningKey::load(const Secret& pkcs8_der) {
  const auto der = pkcs8_der.reveal();
  const auto* cursor = data_of(der);
  const Pkcs8 wrapped(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &cursor, static_cast<long>(der.size())));
  PrivateKey key(wrapped && cursor == data_of(der) + der.size() ? EVP_PKCS82PKEY(wrapped.get()) : nullptr);
  if (!key) {
    ERR_clear_error();
    throw std::runtime_error("a signing key is not PKCS#8 DER");
  }
  if (!is_p256(key.get()) && !is_strong_rsa(key.get())) {
    throw std::runtime_error("a signing key is neither RSA of 2048 bits or more nor P-256");
  }
  auto loaded = std::make_shared<Loaded>();
  if (is_p256(key.get())) {
    loaded->algorithm = SignatureAlgorithm::es256;
    loaded->numbers.crv = "P-256";
    loaded->numbers.x = number_of(key.get(), OSSL_PKEY_PARAM_EC_PUB_X, kP256Bytes);
    loaded->numbers.y = number_of(key.get(), OSSL_PKEY_PARAM_EC_PUB_Y, kP256Bytes);
  } else {
    loaded->algorithm = SignatureAlgorithm::rs256;
    loaded->numbers.e = number_of(key.get(), OSSL_PKEY_PARAM_RSA_E, std::nullopt);
    loaded->numbers.n = number_of(key.get(), OSSL_PKEY_PARAM_RSA_N, std::nullopt);
  }
  loaded->kid = kid_of(key.get());
  loaded->key = std::move(key);
  return SigningKey(std::move(loaded));
}

const std::string& SigningKey::kid() const { return loaded_->kid; }
SignatureAlgorithm SigningKey::algorithm() const { return loaded_->algorithm; }
const PublicKeyNumbers& SigningKey::public_numbers() const { return loaded_->numbers; }

std::string SigningKey::sign(std::string_view message) const {
  const DigestContext context(require(EVP_MD_CTX_new(), "EVP_MD_CTX_new"));
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(loaded_->key.get())), '\0');
  std::size_t size = signature.size();
  require(EVP_DigestSignInit(context.get(), nullptr, sha256_algorithm(), nullptr, loaded_->key.get()) == 1 &&
              EVP_DigestSign(context.get(), data_of(signature), &size, data_of(message), message.size()) == 1,
          "EVP_DigestSign");
  signature.resize(size);
  return loaded_->algorithm == SignatureAlgorithm::es256 ? der_to_fixed(signature) : signature;
}

bool SigningKey::verify(std::string_view message, std::string_view signature) const {
  std::optional<std::string> der;
  if (loaded_->algorithm == SignatureAlgorithm::es256) {
    der = fixed_to_der(signature);
    if (!der) return false;
    signature = *der;
  }
  const DigestContext context(require(EVP_MD_CTX_new(), "EVP_MD_CTX_new"));
  require(EVP_DigestVerifyInit(context.get(), nullptr, sha256_algorithm(), nullptr, loaded_->key.get()) == 1,
          "EVP_DigestVerifyInit");
  const bool genuine = EVP_DigestVerify(context.get(), data_of(signature), signature.size(), data_of(message),
                                        message.size()) == 1;
  if (!genuine) ERR_clear_error();
  return genuine;
}

}  // namespace poolhouse::crypto
