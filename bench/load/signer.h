// AWS Signature Version 4, client side, for the requests of administrators. The server has only the verifying
// side; that the two agree with AWS's is tested with AWS's own clients (tests/e2e).
#pragma once

#include <string>
#include <string_view>

#include "base/secret.h"
#include "base/time.h"

namespace poolhouse::bench {

class Signer {
 public:
  Signer(std::string access_key_id, Secret secret_access_key, std::string region);

  // From AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_DEFAULT_REGION. Throws std::runtime_error.
  static Signer from_environment();

  // The header lines that sign POST / with this host, content type, target and body.
  [[nodiscard]] std::string headers(std::string_view host, std::string_view content_type,
                                    std::string_view target, std::string_view body, Time now) const;

 private:
  std::string access_key_id_;
  Secret secret_access_key_;
  std::string region_;
};

}  // namespace poolhouse::bench
