#include "crypto/digest.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include "crypto/openssl.h"

namespace poolhouse::crypto {
namespace {

// A MAC context that knows its digest but has no key yet: copying it halves the price of an HMAC.
EVP_MAC_CTX* hmac_template() {
  static const MacContext prepared = [] {
    const Mac hmac(require(EVP_MAC_fetch(nullptr, "HMAC", nullptr), "EVP_MAC_fetch HMAC"));
    MacContext context(require(EVP_MAC_CTX_new(hmac.get()), "EVP_MAC_CTX_new"));
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                 OSSL_PARAM_construct_end()};
    require(EVP_MAC_CTX_set_params(context.get(), params) == 1, "EVP_MAC_CTX_set_params");
    return context;
  }();
  return prepared.get();
}

EVP_KDF* hkdf_algorithm() {
  static const Kdf hkdf(require(EVP_KDF_fetch(nullptr, "HKDF", nullptr), "EVP_KDF_fetch HKDF"));
  return hkdf.get();
}

}  // namespace

EVP_MD* sha256_algorithm() {
  static const Digest sha256(require(EVP_MD_fetch(nullptr, "SHA256", nullptr), "EVP_MD_fetch SHA256"));
  return sha256.get();
}

std::string sha256(std::string_view bytes) {
  std::string digest(kSha256Bytes, '\0');
  unsigned int size = 0;
  require(EVP_Digest(bytes.data(), bytes.size(), data_of(digest), &size, sha256_algorithm(), nullptr) == 1,
          "EVP_Digest");
  return digest;
}

std::string hmac_sha256(std::string_view key, std::string_view message) {
  if (key.empty()) throw std::invalid_argument("HMAC with an empty key");
  const MacContext context(require(EVP_MAC_CTX_dup(hmac_template()), "EVP_MAC_CTX_dup"));
  std::string mac(kSha256Bytes, '\0');
  std::size_t size = 0;
  require(EVP_MAC_init(context.get(), data_of(key), key.size(), nullptr) == 1 &&
              EVP_MAC_update(context.get(), data_of(message), message.size()) == 1 &&
              EVP_MAC_final(context.get(), data_of(mac), &size, mac.size()) == 1,
          "EVP_MAC");
  return mac;
}

Secret hkdf_sha256(const Secret& key, std::string_view salt, std::string_view info, std::size_t size) {
  if (key.empty()) throw std::invalid_argument("HKDF with an empty key");
  const KdfContext context(require(EVP_KDF_CTX_new(hkdf_algorithm()), "EVP_KDF_CTX_new"));
  char digest[] = "SHA256";
  const auto octets = [](const char* name, std::string_view bytes) {
    // OpenSSL's parameters are not const, but these are only read.
    return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(bytes.data()), bytes.size());
  };
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
                               octets(OSSL_KDF_PARAM_KEY, key.reveal()), octets(OSSL_KDF_PARAM_SALT, salt),
                               octets(OSSL_KDF_PARAM_INFO, info), OSSL_PARAM_construct_end()};
  std::string derived(size, '\0');
  require(EVP_KDF_derive(context.get(), data_of(derived), derived.size(), params) == 1, "EVP_KDF_derive");
  return into_secret(std::move(derived));
}

}  // namespace poolhouse::crypto
