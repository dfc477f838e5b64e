// User names: whatever a pool accepts has one key, and its key is a key of the same name.
#include <simdjson.h>

#include <set>

#include "fuzz.h"
#include "userpools/rules/username.h"
#include "userpools/rules/utf8.h"

using namespace poolhouse;
using namespace poolhouse::userpools;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDataProvider input(data, size);
  UsernameModel model;
  switch (input.ConsumeIntegralInRange(0, 2)) {
    case 0:
      model.email_as_username = input.ConsumeBool();
      model.phone_number_as_username = input.ConsumeBool();
      break;
    case 1:
      model.email_alias = input.ConsumeBool();
      model.phone_number_alias = input.ConsumeBool();
      model.preferred_username_alias = input.ConsumeBool();
      break;
    default:
      break;
  }
  model.case_sensitive = input.ConsumeBool();
  const auto name = input.ConsumeRemainingBytesAsString();
  // The decoder lets nothing else through.
  if (name.contains('\0') || !simdjson::validate_utf8(name.data(), name.size())) return 0;

  const auto key = folded(model, name);
  FUZZ_REQUIRE(simdjson::validate_utf8(key.data(), key.size()));
  FUZZ_REQUIRE(folded(model, key) == key);
  FUZZ_REQUIRE(characters(key) == characters(name));
  if (model.case_sensitive) FUZZ_REQUIRE(key == name);
  FUZZ_REQUIRE(name.starts_with(first_character(name)));

  const auto attribute = attribute_of_username(model, name);
  if (attribute) FUZZ_REQUIRE(model.attributes_as_username() && attribute->value == name);
  if (const auto fits = check_username(model, name); !fits) {
    FUZZ_REQUIRE(!fits.error().message.empty());
  } else {
    FUZZ_REQUIRE(attribute.has_value() == model.attributes_as_username());
  }
  std::set<std::pair<int, std::string>> seen;
  for (const auto& sign_in_name : sign_in_names(model, name, {})) {
    FUZZ_REQUIRE(folded(model, sign_in_name.name) == sign_in_name.name);
    FUZZ_REQUIRE(seen.emplace(static_cast<int>(sign_in_name.kind), sign_in_name.name).second);
  }
  return 0;
}
