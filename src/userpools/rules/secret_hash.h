// SECRET_HASH: how a client with a secret proves that it has it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "base/strong.h"
#include "userpools/rules/faults.h"

namespace poolhouse::userpools {

// base64( HMAC-SHA256( key = secret, message = username + client id ) ). `username` is the text that the
// same request sends as USERNAME, alias or not; for refresh flows, which send none, it is the real Username.
[[nodiscard]] std::string secret_hash(std::string_view username, const ClientId& client_id,
                                      const Secret& secret);

// `secrets` are the client's active ones: none for a public client, two while a secret is rotated.
[[nodiscard]] Decided<void> check_secret_hash(const std::optional<std::string_view>& given,
                                              std::string_view username, const ClientId& client_id,
                                              std::span<const Secret> secrets);

// The operations that take the secret itself: RevokeToken and GetTokensFromRefreshToken.
[[nodiscard]] Decided<void> check_client_secret(const std::optional<std::string_view>& given,
                                                const ClientId& client_id, std::span<const Secret> secrets);

}  // namespace poolhouse::userpools
