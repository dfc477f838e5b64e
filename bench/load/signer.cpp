#include "load/signer.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cstdlib>
#include <stdexcept>

#include "crypto/digest.h"
#include "crypto/encoding.h"

namespace poolhouse::bench {
namespace {

constexpr std::string_view kSignedHeaders = "content-type;host;x-amz-date;x-amz-target";

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr) throw std::runtime_error(fmt::format("{} is not set", name));
  return value;
}

}  // namespace

Signer::Signer(std::string access_key_id, Secret secret_access_key, std::string region)
    : access_key_id_(std::move(access_key_id)),
      secret_access_key_(std::move(secret_access_key)),
      region_(std::move(region)) {}

Signer Signer::from_environment() {
  return {variable("AWS_ACCESS_KEY_ID"), Secret(variable("AWS_SECRET_ACCESS_KEY")),
          variable("AWS_DEFAULT_REGION")};
}

std::string Signer::headers(std::string_view host, std::string_view content_type, std::string_view target,
                            std::string_view body, Time now) const {
  const auto date = fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(to_epoch_seconds(now)));
  const auto day = date.substr(0, 8);
  const auto scope = fmt::format("{}/{}/cognito-idp/aws4_request", day, region_);
  const auto canonical =
      fmt::format("POST\n/\n\ncontent-type:{}\nhost:{}\nx-amz-date:{}\nx-amz-target:{}\n\n{}\n{}",
                  content_type, host, date, target, kSignedHeaders, crypto::to_hex(crypto::sha256(body)));
  const auto to_sign =
      fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", date, scope, crypto::to_hex(crypto::sha256(canonical)));
  auto key = crypto::hmac_sha256(fmt::format("AWS4{}", secret_access_key_.reveal()), day);
  for (const std::string_view part :
       {std::string_view(region_), std::string_view("cognito-idp"), std::string_view("aws4_request")}) {
    key = crypto::hmac_sha256(key, part);
  }
  return fmt::format(
      "X-Amz-Date: {}\r\nAuthorization: AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, "
      "Signature={}\r\n",
      date, access_key_id_, scope, kSignedHeaders, crypto::to_hex(crypto::hmac_sha256(key, to_sign)));
}

}  // namespace poolhouse::bench
