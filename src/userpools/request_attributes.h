// Between the API's lists of attributes and the forms that rules and triggers want.
#pragma once

#include <optional>
#include <vector>

#include "api/cognito_idp/types/attribute_type.h"
#include "triggers/triggers.h"
#include "userpools/rules/attributes.h"
#include "userpools/users/user.h"

namespace poolhouse::userpools {

using AttributeList = std::vector<cognito_idp::AttributeType>;

// An absent value is an empty one. Order and repetition are kept.
[[nodiscard]] std::vector<Attribute> request_attributes(const std::optional<AttributeList>& list);
[[nodiscard]] std::vector<Attribute> attribute_list(const Attributes& attributes);
// What a new user starts with: of a repeated attribute the last; empty values are none; the attribute that
// is the user name wins.
[[nodiscard]] Attributes new_user_attributes(const std::vector<Attribute>& given,
                                             const std::optional<Attribute>& username);
// A user's attributes as the API shows them, sub first.
[[nodiscard]] AttributeList shown_attributes(const User& user);

[[nodiscard]] triggers::Attributes trigger_attributes(const std::optional<AttributeList>& list);
[[nodiscard]] inline triggers::Metadata metadata_of(
    const std::optional<std::map<std::string, std::string>>& metadata) {
  return metadata.value_or(triggers::Metadata{});
}

}  // namespace poolhouse::userpools
