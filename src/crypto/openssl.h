// Private to this room: OpenSSL's objects with owners, and its failures as exceptions.
#pragma once

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/x509.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "crypto/into_secret.h"

namespace poolhouse::crypto {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};

// Numbers may be secret, so all of them are wiped.
using Bignum = std::unique_ptr<BIGNUM, Release<BN_clear_free>>;
using BignumContext = std::unique_ptr<BN_CTX, Release<BN_CTX_free>>;
using MontgomeryContext = std::unique_ptr<BN_MONT_CTX, Release<BN_MONT_CTX_free>>;
using Digest = std::unique_ptr<EVP_MD, Release<EVP_MD_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX_free>>;
using Mac = std::unique_ptr<EVP_MAC, Release<EVP_MAC_free>>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, Release<EVP_MAC_CTX_free>>;
using Cipher = std::unique_ptr<EVP_CIPHER, Release<EVP_CIPHER_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Release<EVP_CIPHER_CTX_free>>;
using Kdf = std::unique_ptr<EVP_KDF, Release<EVP_KDF_free>>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, Release<EVP_KDF_CTX_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Pkcs8 = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Release<PKCS8_PRIV_KEY_INFO_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Release<ECDSA_SIG_free>>;

// `step` failed: a bug or a lack of memory, since input is checked before it comes here.
[[noreturn]] inline void openssl_failed(const char* step) {
  char reason[256] = "";
  ERR_error_string_n(ERR_get_error(), reason, sizeof reason);
  ERR_clear_error();
  throw std::runtime_error(std::string(step) + ": " + reason);
}

inline void require(bool succeeded, const char* step) {
  if (!succeeded) openssl_failed(step);
}

template <class T>
T* require(T* object, const char* step) {
  if (object == nullptr) openssl_failed(step);
  return object;
}

inline const unsigned char* data_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
inline unsigned char* data_of(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

// SHA-256, looked up once: a look-up per call doubles the price of a short hash.
EVP_MD* sha256_algorithm();

}  // namespace poolhouse::crypto
