// AWS Signature Version 4, verified.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html for all
// services but S3: path segments are normalised and encoded twice, the body is always hashed.
#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret.h"
#include "base/time.h"

namespace poolhouse::aws {

// A request as it came over the wire.
struct SignedRequest {
  std::string_view method;
  std::string_view path;                                               // as sent, still percent-encoded
  std::string_view query;                                              // as sent, without the `?`
  std::vector<std::pair<std::string_view, std::string_view>> headers;  // in the order received
  std::string_view body;
};

enum class PresignedRequests { refused, accepted };

// What this endpoint takes.
struct SigV4Policy {
  std::span<const std::string_view> services;  // such as "cognito-idp"
  std::string_view region;                     // empty: any
  Duration clock_skew = std::chrono::minutes(15);
  PresignedRequests presigned = PresignedRequests::refused;
};

// In the order of the checks. What the client is told of each is in access_keys.cpp.
enum class SigV4Error {
  missing_authentication_token,  // no signature at all
  incomplete_signature,          // a signature whose parts are missing or unreadable
  wrong_terminator,              // scope does not end in aws4_request
  wrong_service,                 // scope names another service
  wrong_region,                  // scope names another region
  wrong_scope_date,              // scope's date is not that of the request
  signature_expired,             // too old
  signature_not_yet_current,     // too far in the future
  unsigned_header,               // `host` or an x-amz-* header was sent but not signed
  unrecognized_client,           // no such access key
  signature_does_not_match,
};

struct Caller {
  std::string access_key_id;
};

// The secret of an access key id, or nothing.
using FindSecretKey = std::function<std::optional<Secret>(std::string_view access_key_id)>;

// The signature is compared in constant time. X-Amz-Security-Token may be signed or added afterwards, as
// clients do both, and is not looked at.
[[nodiscard]] std::expected<Caller, SigV4Error> verify_sigv4(const SignedRequest& request,
                                                             const FindSecretKey& find_secret_key, Time now,
                                                             const SigV4Policy& policy);

// The access key id a request claims to be signed by, before anything is verified: to fetch its key.
[[nodiscard]] std::optional<std::string> claimed_access_key_id(const SignedRequest& request);

}  // namespace poolhouse::aws
