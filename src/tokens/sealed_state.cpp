#include "tokens/sealed_state.h"

#include <optional>
#include <stdexcept>

#include "crypto/encoding.h"
#include "tokens/fields.h"

namespace poolhouse::tokens {
namespace {

constexpr std::size_t kIdBytes = 16;
// SessionType's maximum in the API model.
constexpr std::size_t kSessionCharactersMax = 2048;
constexpr std::size_t kSecretBlockCharactersMax = 4096;
// The first bytes of an AWS Encryption SDK message, in base64url `AYABe…`, as the service's sessions start.
constexpr std::string_view kSessionStart("\x01\x80\x01\x78", 4);

enum Field : std::uint8_t {
  id = 1,
  expires_at = 2,
  content = 3,
};

std::string spell(StateForm form, std::string_view sealed) {
  return form == StateForm::session ? crypto::to_base64url(std::string(kSessionStart).append(sealed))
                                    : crypto::to_base64(sealed);
}

std::optional<std::string> unspell(StateForm form, std::string_view text) {
  if (form == StateForm::secret_block) return crypto::from_base64(text);
  auto bytes = crypto::from_base64url(text);
  if (!bytes || !bytes->starts_with(kSessionStart)) return std::nullopt;
  return bytes->substr(kSessionStart.size());
}

std::size_t characters_max(StateForm form) {
  return form == StateForm::session ? kSessionCharactersMax : kSecretBlockCharactersMax;
}

}  // namespace

StateSealer::StateSealer(const crypto::MasterKeys& keys, std::string_view purpose, StateForm form,
                         Random& random)
    : sealer_(keys, "flow state|" + std::string(purpose), random), form_(form), random_(random) {}

IssuedState StateSealer::seal(std::string_view payload, std::string_view bound_to, Time expires) const {
  const auto raw_id = random_.bytes(kIdBytes);
  FieldWriter fields;
  fields.text(id, raw_id);
  fields.integer(expires_at, to_epoch_ms(expires));
  fields.text(content, payload);
  auto text = spell(form_, sealer_.seal(fields.bytes(), bound_to));
  if (text.size() > characters_max(form_)) throw std::length_error("a flow's state would be too long");
  return {std::move(text), crypto::to_base64url(raw_id)};
}

std::expected<OpenedState, StateError> StateSealer::open(std::string_view text, std::string_view bound_to,
                                                         Time now) const {
  const auto malformed = std::unexpected(StateError::malformed);
  if (text.size() > characters_max(form_)) return malformed;
  const auto sealed = unspell(form_, text);
  if (!sealed) return malformed;
  const auto opened = sealer_.open(*sealed, bound_to);
  if (!opened) return malformed;
  const auto fields = FieldReader::read(opened->reveal());
  const auto raw_id = fields ? fields->text(id) : std::nullopt;
  const auto expires = fields ? fields->integer(expires_at) : std::nullopt;
  const auto payload = fields ? fields->text(content) : std::nullopt;
  if (!raw_id || !expires || !payload) return malformed;
  if (now >= from_epoch_ms(*expires)) return std::unexpected(StateError::expired);
  return OpenedState{crypto::to_base64url(*raw_id), Secret(*payload), from_epoch_ms(*expires)};
}

}  // namespace poolhouse::tokens
