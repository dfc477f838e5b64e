#include "tokens/jwt.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "crypto/encoding.h"

namespace poolhouse::tokens {
namespace {

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '/':
        out += "\\/";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
          out += c;
        }
    }
  }
  return out += '"';
}

struct Parts {
  std::string_view signed_text;  // header.claims
  std::string header, claims, signature;
};

std::optional<Parts> split(std::string_view token) {
  if (token.size() > kJwtBytesMax || std::ranges::count(token, '.') != 2) return std::nullopt;
  const auto first = token.find('.');
  const auto second = token.rfind('.');
  auto header = crypto::from_base64url(token.substr(0, first));
  auto claims = crypto::from_base64url(token.substr(first + 1, second - first - 1));
  auto signature = crypto::from_base64url(token.substr(second + 1));
  if (!header || !claims || !signature) return std::nullopt;
  return Parts{token.substr(0, second), std::move(*header), std::move(*claims), std::move(*signature)};
}

}  // namespace

// Turns the JSON of a header or of claims into members. Two members of one name are refused: another reader
// might take the other one.
class JwtReader {
 public:
  static std::optional<VerifiedClaims> read(std::string object) {
    // The texts read here are bounded by kJwtBytesMax, and so is the parser's memory.
    thread_local simdjson::dom::parser parser;
    simdjson::dom::object parsed;
    if (parser.parse(object).get(parsed) != simdjson::SUCCESS) return std::nullopt;
    VerifiedClaims claims;
    for (const auto [name, value] : parsed) claims.members_.emplace_back(name, to_value(value));
    if (names_one_twice(claims)) return std::nullopt;
    claims.object_ = std::move(object);
    return claims;
  }

 private:
  // By sorting: a stranger may send a token of two thousand members, and comparing each with each (0.9 ms)
  // would cost dozens of times what checking its signature does.
  static bool names_one_twice(const VerifiedClaims& claims) {
    std::vector<std::string_view> names;
    names.reserve(claims.members_.size());
    for (const auto& [name, value] : claims.members_) names.emplace_back(name);
    std::ranges::sort(names);
    return std::ranges::adjacent_find(names) != names.end();
  }

  static VerifiedClaims::Value to_value(simdjson::dom::element element) {
    switch (element.type()) {
      case simdjson::dom::element_type::STRING:
        return std::string(std::string_view(element));
      case simdjson::dom::element_type::INT64:
        return std::int64_t(element);
      case simdjson::dom::element_type::BOOL:
        return bool(element);
      case simdjson::dom::element_type::ARRAY:
        return to_texts(element);
      default:
        return VerifiedClaims::Other{};
    }
  }

  static VerifiedClaims::Value to_texts(simdjson::dom::array array) {
    std::vector<std::string> texts;
    for (const auto element : array) {
      std::string_view text;
      if (element.get(text) != simdjson::SUCCESS) return VerifiedClaims::Other{};
      texts.emplace_back(text);
    }
    return texts;
  }
};

Claims& Claims::text(std::string_view name_, std::string_view value) {
  name(name_);
  members_ += json_text(value);
  return *this;
}

Claims& Claims::integer(std::string_view name_, std::int64_t value) {
  name(name_);
  members_ += std::to_string(value);
  return *this;
}

Claims& Claims::boolean(std::string_view name_, bool value) {
  name(name_);
  members_ += value ? "true" : "false";
  return *this;
}

Claims& Claims::texts(std::string_view name_, std::span<const std::string> values) {
  name(name_);
  members_ += '[';
  for (const auto& value : values) {
    if (&value != values.data()) members_ += ',';
    members_ += json_text(value);
  }
  members_ += ']';
  return *this;
}

Claims& Claims::json(std::string_view name_, std::string_view value) {
  name(name_);
  members_ += value;
  return *this;
}

void Claims::name(std::string_view name) {
  if (!members_.empty()) members_ += ',';
  members_ += json_text(name) + ":";
}

std::string sign_jwt(const Claims& claims, const crypto::SigningKey& key) {
  auto token = crypto::to_base64url(
      fmt::format(R"({{"kid":"{}","alg":"{}"}})", key.kid(), crypto::name_of(key.algorithm())));
  token += '.' + crypto::to_base64url(claims.object());
  const auto signature = key.sign(token);
  return token += '.' + crypto::to_base64url(signature);
}

const VerifiedClaims::Value* VerifiedClaims::find(std::string_view name) const {
  const auto found =
      std::ranges::find(members_, name, [](const auto& member) -> const auto& { return member.first; });
  return found == members_.end() ? nullptr : &found->second;
}

std::optional<std::string_view> VerifiedClaims::text(std::string_view name) const {
  const auto* value = std::get_if<std::string>(find(name));
  return value == nullptr ? std::nullopt : std::optional<std::string_view>(*value);
}

std::optional<std::int64_t> VerifiedClaims::integer(std::string_view name) const {
  const auto* value = std::get_if<std::int64_t>(find(name));
  return value == nullptr ? std::nullopt : std::optional(*value);
}

std::optional<bool> VerifiedClaims::boolean(std::string_view name) const {
  const auto* value = std::get_if<bool>(find(name));
  return value == nullptr ? std::nullopt : std::optional(*value);
}

std::optional<std::vector<std::string>> VerifiedClaims::texts(std::string_view name) const {
  const auto* value = std::get_if<std::vector<std::string>>(find(name));
  return value == nullptr ? std::nullopt : std::optional(*value);
}

bool VerifiedClaims::has(std::string_view name) const { return find(name) != nullptr; }

UnverifiedJwt::UnverifiedJwt(std::string_view signed_text, std::string signature, VerifiedClaims header,
                             VerifiedClaims claims)
    : signed_text_(signed_text),
      signature_(std::move(signature)),
      header_(std::move(header)),
      claims_(std::move(claims)) {}

std::expected<UnverifiedJwt, JwtError> UnverifiedJwt::read(std::string_view token) {
  auto parts = split(token);
  auto header = parts ? JwtReader::read(std::move(parts->header)) : std::nullopt;
  auto claims = header ? JwtReader::read(std::move(parts->claims)) : std::nullopt;
  if (!claims || !header->text("kid") || !header->text("alg")) return std::unexpected(JwtError::malformed);
  return UnverifiedJwt(parts->signed_text, std::move(parts->signature), std::move(*header),
                       std::move(*claims));
}

std::expected<VerifiedClaims, JwtError> UnverifiedJwt::verify(const crypto::SigningKey& key) && {
  // Extensions that change what is signed or how; RFC 7515, 4.1.11: what is not understood is refused.
  for (const auto* extension : {"crit", "b64", "zip"}) {
    if (header_.has(extension)) return std::unexpected(JwtError::wrong_algorithm);
  }
  if (kid() != key.kid()) return std::unexpected(JwtError::unknown_key);
  // RFC 8725, 3.1: the algorithm belongs to the key; the header may only agree.
  if (header_.text("alg") != crypto::name_of(key.algorithm())) {
    return std::unexpected(JwtError::wrong_algorithm);
  }
  if (!key.verify(signed_text_, signature_)) return std::unexpected(JwtError::bad_signature);
  return std::move(claims_);
}

}  // namespace poolhouse::tokens
