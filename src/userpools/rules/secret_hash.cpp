#include "userpools/rules/secret_hash.h"

#include <fmt/format.h>

#include "crypto/digest.h"
#include "crypto/encoding.h"

namespace poolhouse::userpools {
namespace {

Decided<void> check(bool is_given, bool matches, const ClientId& client_id, std::span<const Secret> secrets,
                    std::string_view missing) {
  if (secrets.empty() && is_given) {
    return refuse(
        Refusal::not_authorized,
        fmt::format("Client {} is not configured for secret but secret was received", client_id.value()));
  }
  if (secrets.empty()) return {};
  if (!is_given)
    return refuse(Refusal::not_authorized, fmt::format("Client {} {}", client_id.value(), missing));
  if (matches) return {};
  return refuse(Refusal::not_authorized,
                fmt::format("Unable to verify secret hash for client {}", client_id.value()));
}

}  // namespace

std::string secret_hash(std::string_view username, const ClientId& client_id, const Secret& secret) {
  return crypto::to_base64(
      crypto::hmac_sha256(secret.reveal(), std::string(username).append(client_id.value())));
}

Decided<void> check_secret_hash(const std::optional<std::string_view>& given, std::string_view username,
                                const ClientId& client_id, std::span<const Secret> secrets) {
  bool matches = false;
  for (const auto& secret : secrets) {
    matches |= given && equal_in_constant_time(*given, secret_hash(username, client_id, secret));
  }
  return check(given.has_value(), matches, client_id, secrets,
               "is configured with secret but SECRET_HASH was not received");
}

Decided<void> check_client_secret(const std::optional<std::string_view>& given, const ClientId& client_id,
                                  std::span<const Secret> secrets) {
  bool matches = false;
  for (const auto& secret : secrets) matches |= given && equal_in_constant_time(*given, secret.reveal());
  return check(given.has_value(), matches, client_id, secrets,
               "is configured for secret but secret was not received");
}

}  // namespace poolhouse::userpools
