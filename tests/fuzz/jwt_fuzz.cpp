// JSON Web Tokens. A text that we did not sign never verifies, however like one it is; one that we did sign
// says what was signed, as another JSON reader reads it.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/encoding.h"
#include "fuzz.h"
#include "tokens/jwt.h"

using namespace poolhouse;

namespace {

const crypto::SigningKey& key() {
  static const auto made =
      crypto::SigningKey::load(crypto::generate_signing_key(crypto::SignatureAlgorithm::es256));
  return made;
}

const std::string& genuine() {
  static const auto token =
      tokens::sign_jwt(tokens::Claims().text("sub", "jane").integer("exp", 1'788'246'309), key());
  return token;
}

std::expected<tokens::VerifiedClaims, tokens::JwtError> verified(std::string_view token) {
  auto read = tokens::UnverifiedJwt::read(token);
  if (!read) return std::unexpected(read.error());
  static_cast<void>(read->issuer());
  return std::move(*read).verify(key());
}

std::string with_placeholders(std::string text) {
  const auto name = std::string("KID");
  if (const auto at = text.find(name); at != std::string::npos) text.replace(at, name.size(), key().kid());
  return text;
}

// A header and claims of the fuzzer's choice, truly signed: the parsers behind the signature see everything.
void require_faithful(std::string header, const std::string& claims) {
  header = with_placeholders(std::move(header));
  auto token = crypto::to_base64url(header) + "." + crypto::to_base64url(claims);
  token += "." + crypto::to_base64url(key().sign(token));
  const auto said = verified(token);
  if (!said) return;
  FUZZ_REQUIRE(said->object() == claims);
  const auto header_seen = nlohmann::json::parse(header);
  FUZZ_REQUIRE(header_seen["kid"] == key().kid() && header_seen["alg"] == "ES256");
  FUZZ_REQUIRE(!header_seen.contains("crit") && !header_seen.contains("b64") && !header_seen.contains("zip"));
  const auto seen = nlohmann::json::parse(claims, nullptr, false);
  if (seen.is_discarded()) return;  // a lone surrogate: only simdjson takes it
  for (const auto& [name, value] : seen.items()) {
    FUZZ_REQUIRE(said->has(name));
    FUZZ_REQUIRE(said->text(name).has_value() == value.is_string());
    if (value.is_string()) FUZZ_REQUIRE(said->text(name) == value.get_ref<const std::string&>());
    FUZZ_REQUIRE(said->boolean(name).has_value() == value.is_boolean());
    if (said->integer(name)) FUZZ_REQUIRE(value == *said->integer(name));
    const bool texts =
        value.is_array() && std::ranges::all_of(value, [](const auto& v) { return v.is_string(); });
    FUZZ_REQUIRE(said->texts(name).has_value() == texts);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDataProvider input(data, size);
  switch (input.ConsumeIntegralInRange(0, 2)) {
    case 0: {
      FUZZ_REQUIRE(!verified(input.ConsumeRemainingBytesAsString()));
      break;
    }
    case 1: {
      const auto forged = fuzz::tampered(input, genuine());
      FUZZ_REQUIRE(verified(forged).has_value() == (forged == genuine()));
      break;
    }
    default: {
      // A third of the time the header is ours, so that claims are reached.
      const bool ours = input.ConsumeIntegralInRange(0, 2) == 0;
      const auto header = ours ? R"({"kid":"KID","alg":"ES256"})" : input.ConsumeRandomLengthString(512);
      require_faithful(header, input.ConsumeRemainingBytesAsString());
    }
  }
  return 0;
}
