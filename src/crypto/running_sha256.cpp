#include "crypto/running_sha256.h"

#include "crypto/digest.h"
#include "crypto/openssl.h"

namespace poolhouse::crypto {

struct RunningSha256::State {
  DigestContext context{require(EVP_MD_CTX_new(), "EVP_MD_CTX_new")};
};

RunningSha256::RunningSha256() : state_(std::make_unique<State>()) {
  require(EVP_DigestInit_ex2(state_->context.get(), sha256_algorithm(), nullptr) == 1, "EVP_DigestInit_ex2");
}

RunningSha256::~RunningSha256() = default;

void RunningSha256::add(std::string_view bytes) {
  require(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1, "EVP_DigestUpdate");
}

std::string RunningSha256::finish() {
  std::string digest(kSha256Bytes, '\0');
  unsigned int size = 0;
  require(EVP_DigestFinal_ex(state_->context.get(), data_of(digest), &size) == 1, "EVP_DigestFinal_ex");
  return digest;
}

}  // namespace poolhouse::crypto
