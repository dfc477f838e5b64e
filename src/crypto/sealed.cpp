#include "crypto/sealed.h"

#include <algorithm>
#include <climits>

#include "crypto/digest.h"
#include "crypto/openssl.h"

namespace poolhouse::crypto {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kKeyIdBytes = 4;
constexpr std::size_t kSaltBytes = 12;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kHeaderBytes = 1 + kKeyIdBytes + kSaltBytes;
static_assert(Sealer::kOverheadBytes == kHeaderBytes + kNonceBytes + kTagBytes);

EVP_CIPHER* aes_256_gcm() {
  static const Cipher cipher(
      require(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr), "EVP_CIPHER_fetch AES-256-GCM"));
  return cipher.get();
}

Secret derive(const Secret& master, std::string_view use, std::string_view purpose) {
  std::string info(use);
  info.append(purpose);
  return hkdf_sha256(master, "", info, 32);
}

Secret blob_key(const Secret& purpose_key, std::string_view salt) {
  return into_secret(hmac_sha256(purpose_key.reveal(), salt));
}

int checked_size(std::string_view bytes) {
  if (bytes.size() > INT_MAX) throw std::length_error("too long to seal");
  return static_cast<int>(bytes.size());
}

}  // namespace

Sealer::Sealer(const MasterKeys& keys, std::string_view purpose, Random& random) : random_(random) {
  for (const auto& key : keys.all()) {
    keys_.push_back({key.id, derive(key.bytes, "poolhouse seal 1|", purpose)});
  }
}

std::string Sealer::seal(std::string_view plain, std::string_view associated_data) const {
  const auto& key = keys_.front();
  std::string sealed(1, kVersion);
  sealed += key.id;
  sealed += random_.bytes(kSaltBytes + kNonceBytes);
  const auto header = std::string(sealed, 0, kHeaderBytes);
  const Secret secret = blob_key(key.bytes, std::string_view(header).substr(1 + kKeyIdBytes));
  sealed.resize(kHeaderBytes + kNonceBytes + plain.size() + kTagBytes);

  auto* const nonce = data_of(sealed) + kHeaderBytes;
  auto* const ciphertext = nonce + kNonceBytes;
  const CipherContext context(require(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new"));
  int n = 0;
  require(EVP_EncryptInit_ex2(context.get(), aes_256_gcm(), data_of(secret.reveal()), nonce, nullptr) == 1 &&
              EVP_EncryptUpdate(context.get(), nullptr, &n, data_of(header), checked_size(header)) == 1 &&
              EVP_EncryptUpdate(context.get(), nullptr, &n, data_of(associated_data),
                                checked_size(associated_data)) == 1 &&
              EVP_EncryptUpdate(context.get(), ciphertext, &n, data_of(plain), checked_size(plain)) == 1 &&
              EVP_EncryptFinal_ex(context.get(), ciphertext + n, &n) == 1 &&
              EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes,
                                  ciphertext + plain.size()) == 1,
          "AES-256-GCM");
  return sealed;
}

std::expected<Secret, UnsealError> Sealer::open(std::string_view sealed,
                                                std::string_view associated_data) const {
  if (sealed.size() < kOverheadBytes || sealed.size() > INT_MAX || sealed.front() != kVersion) {
    return std::unexpected(UnsealError::malformed);
  }
  const auto* key = find(sealed.substr(1, kKeyIdBytes));
  if (key == nullptr) return std::unexpected(UnsealError::unknown_key);
  const auto header = sealed.substr(0, kHeaderBytes);
  const auto nonce = sealed.substr(kHeaderBytes, kNonceBytes);
  const auto ciphertext = sealed.substr(kHeaderBytes + kNonceBytes, sealed.size() - kOverheadBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  const Secret secret = blob_key(key->bytes, header.substr(1 + kKeyIdBytes));

  std::string plain(ciphertext.size(), '\0');
  const CipherContext context(require(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new"));
  int n = 0;
  require(EVP_DecryptInit_ex2(context.get(), aes_256_gcm(), data_of(secret.reveal()), data_of(nonce),
                              nullptr) == 1 &&
              EVP_DecryptUpdate(context.get(), nullptr, &n, data_of(header), checked_size(header)) == 1 &&
              EVP_DecryptUpdate(context.get(), nullptr, &n, data_of(associated_data),
                                checked_size(associated_data)) == 1 &&
              EVP_DecryptUpdate(context.get(), data_of(plain), &n, data_of(ciphertext),
                                checked_size(ciphertext)) == 1 &&
              EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()) == 1,
          "AES-256-GCM");
  const bool genuine = EVP_DecryptFinal_ex(context.get(), data_of(plain) + plain.size(), &n) == 1;
  auto opened = into_secret(std::move(plain));
  if (!genuine) {
    ERR_clear_error();
    return std::unexpected(UnsealError::forged);
  }
  return opened;
}

bool Sealer::needs_rotation(std::string_view sealed) const {
  return sealed.size() >= kOverheadBytes && sealed.substr(1, kKeyIdBytes) != keys_.front().id;
}

const MasterKeys::Key* Sealer::find(std::string_view id) const {
  const auto found = std::ranges::find(keys_, id, &MasterKeys::Key::id);
  return found == keys_.end() ? nullptr : &*found;
}

KeyedHash::KeyedHash(const MasterKeys& keys, std::string_view purpose) {
  for (const auto& key : keys.all()) keys_.push_back(derive(key.bytes, "poolhouse hash 1|", purpose));
}

std::string KeyedHash::hash(std::string_view text) const { return hmac_sha256(keys_.front().reveal(), text); }

bool KeyedHash::matches(std::string_view text, std::string_view hash) const {
  bool matched = false;
  for (const auto& key : keys_) {
    matched |= equal_in_constant_time(hmac_sha256(key.reveal(), text), hash);
  }
  return matched;
}

}  // namespace poolhouse::crypto
