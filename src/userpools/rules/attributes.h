// A user's attributes as rules see them: names and texts. Sensitive: never logged.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/cognito_idp/fwd.h"
#include "userpools/rules/faults.h"

namespace poolhouse::userpools {

// One attribute as a request gives it; order and repetition are the caller's.
struct Attribute {
  std::string name;
  std::string value;
  friend bool operator==(const Attribute&, const Attribute&) = default;
};

// The attributes of a request. One without a value is refused: "" is how a value is taken away.
[[nodiscard]] Decided<std::vector<Attribute>> attributes_of(
    const std::optional<std::vector<cognito_idp::AttributeType>>& given);

// What a user has, by name. An attribute without a value is not there.
using Attributes = std::map<std::string, std::string, std::less<>>;

// The value, or "" when the user does not have the attribute.
[[nodiscard]] inline std::string_view value_of(const Attributes& attributes, std::string_view name) {
  const auto found = attributes.find(name);
  return found == attributes.end() ? std::string_view() : std::string_view(found->second);
}

// email_verified, phone_number_verified.
[[nodiscard]] inline bool is_true(const Attributes& attributes, std::string_view name) {
  return value_of(attributes, name) == "true";
}

}  // namespace poolhouse::userpools
