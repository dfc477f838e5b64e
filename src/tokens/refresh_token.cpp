#include "tokens/refresh_token.h"

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

#include "crypto/encoding.h"
#include "tokens/fields.h"

namespace poolhouse::tokens {
namespace {

// base64url of {"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}, by which software tells a refresh token.
constexpr std::string_view kHeader = "eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ";

// The blob in the places of a JWE: its head where the encrypted key would be, then nonce, ciphertext, tag.
constexpr std::size_t kHeadBytes = 17;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
static_assert(kHeadBytes + kNonceBytes + kTagBytes == crypto::Sealer::kOverheadBytes);

// Numbers are never reused for another meaning; a field that is gone leaves a gap.
enum Field : std::uint8_t {
  pool = 1,
  client_id = 2,
  sub = 3,
  origin_jti = 4,
  token_id = 5,
  generation = 6,
  auth_time = 7,
  issued_at = 8,
  expires_at = 9,
  scopes = 10,
};

std::string encode(const RefreshToken& token) {
  FieldWriter fields;
  fields.text(pool, token.pool.value());
  fields.text(client_id, token.client_id.value());
  fields.text(sub, token.sub.value());
  fields.text(origin_jti, token.origin_jti.value());
  fields.text(token_id, token.token_id);
  fields.integer(generation, token.generation);
  fields.integer(auth_time, to_epoch_ms(token.auth_time));
  fields.integer(issued_at, to_epoch_ms(token.issued_at));
  fields.integer(expires_at, to_epoch_ms(token.expires_at));
  fields.text(scopes, token.scopes);
  return fields.bytes();
}

std::optional<RefreshToken> decode(std::string_view bytes) {
  const auto fields = FieldReader::read(bytes);
  if (!fields) return std::nullopt;
  bool complete = true;
  const auto text = [&](Field field) {
    const auto value = fields->text(field);
    complete &= value.has_value();
    return std::string(value.value_or(""));
  };
  const auto integer = [&](Field field) {
    const auto value = fields->integer(field);
    complete &= value.has_value();
    return value.value_or(0);
  };
  RefreshToken token{.pool = UserPoolId(text(pool)),
                     .client_id = ClientId(text(client_id)),
                     .sub = Sub(text(sub)),
                     .origin_jti = OriginJti(text(origin_jti)),
                     .token_id = text(token_id),
                     .generation = integer(generation),
                     .auth_time = from_epoch_ms(integer(auth_time)),
                     .issued_at = from_epoch_ms(integer(issued_at)),
                     .expires_at = from_epoch_ms(integer(expires_at)),
                     .scopes = text(scopes)};
  return complete ? std::optional(std::move(token)) : std::nullopt;
}

// The sealed blob inside the five parts.
std::optional<std::string> blob_of(std::string_view text) {
  if (text.size() > RefreshTokens::kBytesMax || std::ranges::count(text, '.') != 4 ||
      !text.starts_with(kHeader)) {
    return std::nullopt;
  }
  text.remove_prefix(kHeader.size());
  std::array<std::string, 4> parts;
  for (auto& part : parts) {
    if (!text.starts_with('.')) return std::nullopt;
    text.remove_prefix(1);
    const auto encoded = text.substr(0, text.find('.'));
    auto bytes = crypto::from_base64url(encoded);
    if (!bytes) return std::nullopt;
    part = std::move(*bytes);
    text.remove_prefix(encoded.size());
  }
  // Each part has its place, so that one token has one spelling.
  if (parts[0].size() != kHeadBytes || parts[1].size() != kNonceBytes || parts[3].size() != kTagBytes) {
    return std::nullopt;
  }
  return parts[0] + parts[1] + parts[2] + parts[3];
}

}  // namespace

RefreshTokens::RefreshTokens(const crypto::MasterKeys& keys, Random& random)
    : sealer_(keys, "refresh token", random) {}

std::string RefreshTokens::mint(const RefreshToken& token) const {
  const auto sealed = sealer_.seal(encode(token), kHeader);
  std::string_view rest = sealed;
  std::string text(kHeader);
  for (const auto size :
       {kHeadBytes, kNonceBytes, sealed.size() - crypto::Sealer::kOverheadBytes, kTagBytes}) {
    text += '.' + crypto::to_base64url(rest.substr(0, size));
    rest.remove_prefix(size);
  }
  if (text.size() > kBytesMax) throw std::length_error("a refresh token would be too long");
  return text;
}

std::expected<RefreshToken, RefreshTokenError> RefreshTokens::redeem(std::string_view text,
                                                                     const ClientId& client) const {
  const auto blob = blob_of(text);
  if (!blob) return std::unexpected(RefreshTokenError::malformed);
  const auto opened = sealer_.open(*blob, kHeader);
  auto token = opened ? decode(opened->reveal()) : std::nullopt;
  if (!token) return std::unexpected(RefreshTokenError::malformed);
  if (token->client_id != client) return std::unexpected(RefreshTokenError::wrong_client);
  return std::move(*token);
}

}  // namespace poolhouse::tokens
