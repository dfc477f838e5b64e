#include "userpools/rules/attributes.h"

#include "api/cognito_idp/types/attribute_type.h"

namespace poolhouse::userpools {

Decided<std::vector<Attribute>> attributes_of(
    const std::optional<std::vector<cognito_idp::AttributeType>>& given) {
  std::vector<Attribute> attributes;
  if (!given) return attributes;
  for (const auto& [name, value] : *given) {
    if (!value) return invalid_parameter("Attribute value for " + name + " must not be null");
    attributes.push_back({name, *value});
  }
  return attributes;
}

}  // namespace poolhouse::userpools
