#include "userpools/rules/client_permissions.h"

#include <fmt/format.h>

#include <algorithm>

namespace poolhouse::userpools {
namespace {

bool is_default(const AttributePermissions& permissions) { return !permissions || permissions->empty(); }

bool lists(const AttributePermissions& permissions, std::string_view name) {
  return std::ranges::find(*permissions, name) != permissions->end();
}

bool never_writable(std::string_view name) {
  return name == "email_verified" || name == "phone_number_verified" || name.starts_with("dev:");
}

bool is_required(const Schema& schema, std::string_view name) {
  const auto* attribute = find_attribute(schema, name);
  return attribute && attribute->required.value_or(false);
}

bool is_writable(const AttributePermissions& write, const Schema& schema, std::string_view name) {
  if (never_writable(name)) return false;
  return is_default(write) || lists(write, name) || is_required(schema, name);
}

Decided<void> writable_or(bool writable) {
  if (writable) return {};
  return refuse(Refusal::not_authorized, "A client attempted to write unauthorized attribute");
}

bool may_be_listed_for_writing(const Schema& schema, std::string_view name) {
  return name != "sub" && !never_writable(name) && find_attribute(schema, name);
}

bool lists_all_required(const AttributePermissions& write, const Schema& schema) {
  return std::ranges::all_of(schema, [&](const auto& attribute) {
    return attribute.name == "sub" || !attribute.required.value_or(false) || lists(write, *attribute.name);
  });
}

}  // namespace

bool is_readable(const AttributePermissions& read, std::string_view name) {
  return is_default(read) || name == "sub" || lists(read, name);
}

Attributes readable_attributes(const AttributePermissions& read, const Attributes& attributes) {
  Attributes readable = attributes;
  std::erase_if(readable, [&](const auto& attribute) { return !is_readable(read, attribute.first); });
  return readable;
}

Decided<void> check_writable(const AttributePermissions& write, const Schema& schema,
                             std::span<const Attribute> attributes) {
  return writable_or(std::ranges::all_of(
      attributes, [&](const auto& attribute) { return is_writable(write, schema, attribute.name); }));
}

Decided<void> check_writable(const AttributePermissions& write, const Schema& schema,
                             std::span<const std::string> names) {
  return writable_or(
      std::ranges::all_of(names, [&](const auto& name) { return is_writable(write, schema, name); }));
}

Decided<void> check_permission_lists(const AttributePermissions& read, const AttributePermissions& write,
                                     const Schema& schema, ClientSaving saving) {
  const auto doing = saving == ClientSaving::creating ? "creating" : "updating";
  if (!is_default(read) &&
      !std::ranges::all_of(*read, [&](const auto& name) { return find_attribute(schema, name); })) {
    return invalid_parameter(fmt::format("Invalid read attributes specified while {} a client", doing));
  }
  if (!is_default(write) &&
      (!lists_all_required(write, schema) || !std::ranges::all_of(*write, [&](const auto& name) {
        return may_be_listed_for_writing(schema, name);
      }))) {
    return invalid_parameter(fmt::format("Invalid write attributes specified while {} a client", doing));
  }
  return {};
}

}  // namespace poolhouse::userpools
