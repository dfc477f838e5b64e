// Queries and application/x-www-form-urlencoded bodies, and the other spellings of bytes as text: what was
// decoded, encoded again, decodes the same; base64 and hex have one spelling.
#include "api/base64.h"
#include "aws/query_form.h"
#include "crypto/encoding.h"
#include "fuzz.h"
#include "http/message.h"

using namespace poolhouse;

namespace {

void require_same_form(std::string_view text, std::size_t fields_max) {
  const auto form = http::decode_form(text, fields_max);
  if (!form) return;
  FUZZ_REQUIRE(form->size() <= fields_max);
  std::string again;
  for (const auto& [name, value] : *form) {
    FUZZ_REQUIRE(form->count(name) >= 1 && form->find(name).has_value());
    again += http::percent_encode(name) + "=" + http::percent_encode(value) + "&";
  }
  const auto read_again = http::decode_form(again, fields_max);
  FUZZ_REQUIRE(read_again.has_value());
  FUZZ_REQUIRE(std::equal(form->begin(), form->end(), read_again->begin(), read_again->end()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  require_same_form(text, http::kFormFieldsMax);
  require_same_form(text, aws::kQueryFieldsMax);

  FUZZ_REQUIRE(http::percent_decode(http::percent_encode(text)) == text);
  if (const auto decoded = http::percent_decode(text)) FUZZ_REQUIRE(decoded->size() <= text.size());

  if (const auto bytes = crypto::from_base64(text)) FUZZ_REQUIRE(crypto::to_base64(*bytes) == text);
  if (const auto bytes = crypto::from_base64url(text)) FUZZ_REQUIRE(crypto::to_base64url(*bytes) == text);
  if (const auto bytes = crypto::from_hex(text)) FUZZ_REQUIRE(bytes->size() * 2 == text.size());
  // Two decoders of one format must agree about every text.
  FUZZ_REQUIRE(api::decode_base64(text) == crypto::from_base64(text));
  FUZZ_REQUIRE(crypto::from_base64(crypto::to_base64(text)) == text);
  FUZZ_REQUIRE(crypto::from_base64url(crypto::to_base64url(text)) == text);
  FUZZ_REQUIRE(crypto::from_hex(crypto::to_hex(text)) == text);
  return 0;
}
