#include "userpools/request_attributes.h"

namespace poolhouse::userpools {

std::vector<Attribute> request_attributes(const std::optional<AttributeList>& list) {
  std::vector<Attribute> attributes;
  if (!list) return attributes;
  for (const auto& attribute : *list) {
    attributes.push_back({.name = attribute.name, .value = attribute.value.value_or("")});
  }
  return attributes;
}

std::vector<Attribute> attribute_list(const Attributes& attributes) {
  std::vector<Attribute> list;
  for (const auto& [name, value] : attributes) list.push_back({.name = name, .value = value});
  return list;
}

Attributes new_user_attributes(const std::vector<Attribute>& given,
                               const std::optional<Attribute>& username) {
  Attributes attributes;
  for (const auto& attribute : given) {
    if (attribute.value.empty()) {
      attributes.erase(attribute.name);
    } else {
      attributes.insert_or_assign(attribute.name, attribute.value);
    }
  }
  if (username) attributes.insert_or_assign(username->name, username->value);
  return attributes;
}

AttributeList shown_attributes(const User& user) {
  AttributeList list;
  const auto add = [&list](const std::string& name, const std::string& value) {
    cognito_idp::AttributeType attribute;
    attribute.name = name;
    attribute.value = value;
    list.push_back(std::move(attribute));
  };
  add("sub", user.sub.value());
  for (const auto& [name, value] : user.attributes) add(name, value);
  return list;
}

triggers::Attributes trigger_attributes(const std::optional<AttributeList>& list) {
  triggers::Attributes attributes;
  for (const auto& attribute : request_attributes(list))
    attributes.insert_or_assign(attribute.name, attribute.value);
  return attributes;
}

}  // namespace poolhouse::userpools
