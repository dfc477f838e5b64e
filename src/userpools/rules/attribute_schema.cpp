#include "userpools/rules/attribute_schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

#include "userpools/rules/utf8.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::AttributeDataType;
using cognito_idp::NumberAttributeConstraintsType;
using cognito_idp::SchemaAttributeType;
using cognito_idp::StringAttributeConstraintsType;

constexpr std::int64_t kValueCharactersMax = 2048;

SchemaAttributeType standard(std::string_view name, AttributeDataType type) {
  SchemaAttributeType attribute;
  attribute.name = name;
  attribute.attribute_data_type = type;
  attribute.developer_only_attribute = false;
  attribute.mutable_ = true;
  attribute.required = false;
  return attribute;
}

SchemaAttributeType text(std::string_view name, std::string_view min = "0", std::string_view max = "2048") {
  auto attribute = standard(name, AttributeDataType::String);
  attribute.string_attribute_constraints.emplace();
  attribute.string_attribute_constraints->min_length = min;
  attribute.string_attribute_constraints->max_length = max;
  return attribute;
}

SchemaAttributeType subject() {
  auto attribute = text("sub", "1", "2048");
  attribute.mutable_ = false;
  attribute.required = true;
  return attribute;
}

SchemaAttributeType flag(std::string_view name) { return standard(name, AttributeDataType::Boolean); }

SchemaAttributeType number(std::string_view name, std::string_view min) {
  auto attribute = standard(name, AttributeDataType::Number);
  attribute.number_attribute_constraints.emplace();
  attribute.number_attribute_constraints->min_value = min;
  return attribute;
}

std::optional<std::int64_t> integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// A limit that is absent or empty is none.
std::optional<std::int64_t> limit(const std::optional<std::string>& text) {
  return text && !text->empty() ? integer(*text) : std::nullopt;
}

enum class Negative { allowed, refused };

Decided<void> check_limit(const std::optional<std::string>& text, std::string_view member,
                          std::string_view name, Negative negative) {
  if (!text || text->empty()) return {};
  const auto value = integer(*text);
  if (value && (*value >= 0 || negative == Negative::allowed)) return {};
  return invalid_parameter(fmt::format("Invalid {} for schema attribute {}", member, name));
}

Decided<void> check_constraints(const StringAttributeConstraintsType& constraints, std::string_view name) {
  const auto min =
      check_limit(constraints.min_length, "StringAttributeConstraints.MinLength", name, Negative::refused);
  if (!min) return min;
  const auto max =
      check_limit(constraints.max_length, "StringAttributeConstraints.MaxLength", name, Negative::refused);
  if (!max) return max;
  const auto min_length = limit(constraints.min_length).value_or(0);
  const auto max_length = limit(constraints.max_length).value_or(kValueCharactersMax);
  if (std::max(min_length, max_length) > kValueCharactersMax) {
    return invalid_parameter(
        fmt::format("user.{}: String attributes cannot have a length of more than 2048", name));
  }
  if (max_length < min_length) {
    return invalid_parameter(fmt::format("user.{}: Max length cannot be less than min length.", name));
  }
  return {};
}

Decided<void> check_constraints(const NumberAttributeConstraintsType& constraints, std::string_view name) {
  const auto min =
      check_limit(constraints.min_value, "NumberAttributeConstraints.MinValue", name, Negative::allowed);
  if (!min) return min;
  const auto max =
      check_limit(constraints.max_value, "NumberAttributeConstraints.MaxValue", name, Negative::allowed);
  if (!max) return max;
  const auto min_value = limit(constraints.min_value);
  const auto max_value = limit(constraints.max_value);
  if (min_value && max_value && *max_value < *min_value) {
    return invalid_parameter(fmt::format("user.{}: Max value cannot be less than min value.", name));
  }
  return {};
}

// Keeps the constraints that belong to the type, as given; those of another type are dropped.
Decided<void> take_constraints(SchemaAttributeType& attribute, const SchemaAttributeType& given) {
  if (attribute.attribute_data_type == AttributeDataType::String && given.string_attribute_constraints) {
    attribute.string_attribute_constraints = given.string_attribute_constraints;
    return check_constraints(*attribute.string_attribute_constraints, *attribute.name);
  }
  if (attribute.attribute_data_type == AttributeDataType::Number && given.number_attribute_constraints) {
    attribute.number_attribute_constraints = given.number_attribute_constraints;
    return check_constraints(*attribute.number_attribute_constraints, *attribute.name);
  }
  return {};
}

Decided<void> override_standard(SchemaAttributeType& attribute, const SchemaAttributeType& given) {
  const bool other_type =
      given.attribute_data_type && given.attribute_data_type != attribute.attribute_data_type;
  if (other_type || given.developer_only_attribute.value_or(false)) {
    return invalid_parameter(
        fmt::format("You can not change AttributeDataType or set developerOnlyAttribute for standard schema "
                    "attribute {}",
                    *attribute.name));
  }
  // The subject stays what it is, whatever a template that repeats it says.
  if (attribute.name == "sub") return {};
  if (given.mutable_) attribute.mutable_ = given.mutable_;
  if (given.required) attribute.required = given.required;
  return take_constraints(attribute, given);
}

Decided<SchemaAttributeType> custom(const SchemaAttributeType& given) {
  if (!given.attribute_data_type) {
    return invalid_parameter(
        "Invalid AttributeDataType input, consider using the provided AttributeDataType enum.");
  }
  if (given.required.value_or(false)) {
    return invalid_parameter("Required custom attributes are not supported currently.");
  }
  const bool developer_only = given.developer_only_attribute.value_or(false);
  auto attribute =
      standard((developer_only ? "dev:custom:" : "custom:") + *given.name, *given.attribute_data_type);
  attribute.developer_only_attribute = developer_only;
  attribute.mutable_ = given.mutable_.value_or(true);
  // Constraints that were not given show as an empty object, as observed.
  if (attribute.attribute_data_type == AttributeDataType::String)
    attribute.string_attribute_constraints.emplace();
  if (attribute.attribute_data_type == AttributeDataType::Number)
    attribute.number_attribute_constraints.emplace();
  const auto taken = take_constraints(attribute, given);
  if (!taken) return std::unexpected(taken.error());
  return attribute;
}

Decided<void> check_names_given(std::span<const SchemaAttributeType> attributes, std::string_view member) {
  for (std::size_t i = 0; i < attributes.size(); ++i) {
    if (attributes[i].name) continue;
    return invalid_parameter(
        fmt::format("1 validation error detected: Value null at '{}.{}.member.name' failed to satisfy "
                    "constraint: Member must not be null",
                    member, i + 1));
  }
  return {};
}

Decided<void> check_custom_count(const Schema& schema) {
  const auto customs = schema.size() - default_schema().size();
  if (customs <= kCustomAttributesMax) return {};
  return invalid_parameter(
      "1 validation error detected: Value at 'schema' failed to satisfy constraint: "
      "Member must have length less than or equal to 50");
}

// The service takes email_verified and phone_number_verified in a Schema for custom attributes
// (https://github.com/aws/aws-cdk/issues/14175: "Adding them to the Schema property will configure these
// as custom attributes").
SchemaAttributeType* overridable(Schema& schema, std::string_view name) {
  if (name.ends_with("_verified")) return nullptr;
  const auto found = std::ranges::find_if(schema, [&](const auto& a) { return a.name == name; });
  return found == schema.end() ? nullptr : &*found;
}

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value, std::chars_format::fixed);
  if (error != std::errc() || end != last || !std::isfinite(value)) return std::nullopt;
  return value;
}

// YYYY-MM-DD.
bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto digits = std::string(text.substr(0, 4)).append(text.substr(5, 2)).append(text.substr(8, 2));
  return digits.find_first_not_of("0123456789") == std::string::npos;
}

// What is wrong with a value, as the sentence behind the attribute's name; nothing when it is right.
std::optional<std::string> violation(const SchemaAttributeType& attribute, std::string_view value) {
  switch (*attribute.attribute_data_type) {
    case AttributeDataType::String: {
      if (attribute.name == "birthdate" && !is_date(value)) return "Date must be of the form YYYY-MM-DD.";
      const auto& constraints = attribute.string_attribute_constraints;
      const auto min = constraints ? limit(constraints->min_length).value_or(0) : 0;
      const auto max =
          constraints ? limit(constraints->max_length).value_or(kValueCharactersMax) : kValueCharactersMax;
      const auto length = static_cast<std::int64_t>(characters(value));
      if (length > max) return fmt::format("String must be no longer than {} characters", max);
      if (length < min) return fmt::format("String must be no shorter than {} characters", min);
      return std::nullopt;
    }
    case AttributeDataType::Number: {
      const auto given = number(value);
      if (!given) return "Value must be a number.";
      const auto& constraints = attribute.number_attribute_constraints;
      const auto min = constraints ? limit(constraints->min_value) : std::nullopt;
      if (min && *given < static_cast<double>(*min))
        return fmt::format("Number must be no less than {}", *min);
      const auto max = constraints ? limit(constraints->max_value) : std::nullopt;
      if (max && *given > static_cast<double>(*max))
        return fmt::format("Number must be no more than {}", *max);
      return std::nullopt;
    }
    case AttributeDataType::Boolean:
      if (value != "true" && value != "false") return "Value must be true or false.";
      return std::nullopt;
    case AttributeDataType::DateTime:
      return std::nullopt;  // Which forms the service takes is not documented.
  }
  std::unreachable();
}

Decided<void> check_format(const Attribute& attribute) {
  if (attribute.value.empty()) return {};
  if (attribute.name == "email" && !is_email(attribute.value))
    return invalid_parameter("Invalid email address format.");
  if (attribute.name == "phone_number" && !is_phone_number(attribute.value))
    return invalid_parameter("Invalid phone number format.");
  return {};
}

Decided<void> check_formats(std::span<const Attribute> attributes) {
  for (const auto& attribute : attributes) {
    if (const auto checked = check_format(attribute); !checked) return checked;
  }
  return {};
}

const std::string& name_of(const Attribute& attribute) { return attribute.name; }
const std::string& name_of(const std::string& name) { return name; }

// The subject is refused in other words than any other immutable attribute.
Decided<void> check_subject_untouched(const auto& attributes) {
  const bool touched = std::ranges::any_of(attributes, [](const auto& a) { return name_of(a) == "sub"; });
  if (!touched) return {};
  return invalid_parameter("Cannot modify the non-mutable attribute sub");
}

constexpr std::string_view kUnknown = "Attribute does not exist in the schema.";
constexpr std::string_view kImmutable = "Attribute cannot be updated.";

}  // namespace

Schema default_schema() {
  return {
      subject(),
      text("name"),
      text("given_name"),
      text("family_name"),
      text("middle_name"),
      text("nickname"),
      text("preferred_username"),
      text("profile"),
      text("picture"),
      text("website"),
      text("email"),
      flag("email_verified"),
      text("gender"),
      text("birthdate", "10", "10"),
      text("zoneinfo"),
      text("locale"),
      text("phone_number"),
      flag("phone_number_verified"),
      text("address"),
      number("updated_at", "0"),
  };
}

Decided<Schema> schema_of_new_pool(std::span<const SchemaAttributeType> requested) {
  if (const auto named = check_names_given(requested, "schema"); !named)
    return std::unexpected(named.error());
  auto schema = default_schema();
  for (const auto& given : requested) {
    if (auto* attribute = overridable(schema, *given.name)) {
      if (const auto done = override_standard(*attribute, given); !done) return std::unexpected(done.error());
      continue;
    }
    auto added = custom(given);
    if (!added) return std::unexpected(added.error());
    if (find_attribute(schema, *added->name)) {
      return invalid_parameter(fmt::format(
          "Duplicate custom attribute names {} are not allowed in a user pool schema.", *added->name));
    }
    schema.push_back(std::move(*added));
  }
  if (const auto counted = check_custom_count(schema); !counted) return std::unexpected(counted.error());
  return schema;
}

Decided<Schema> with_custom_attributes(Schema schema, std::span<const SchemaAttributeType> added) {
  if (const auto named = check_names_given(added, "customAttributes"); !named)
    return std::unexpected(named.error());
  for (const auto& given : added) {
    auto attribute = custom(given);
    if (!attribute) return std::unexpected(attribute.error());
    if (find_attribute(schema, *attribute->name)) {
      return invalid_parameter(
          fmt::format("{0}: Existing attribute already has name {0}.", *attribute->name));
    }
    schema.push_back(std::move(*attribute));
  }
  if (const auto counted = check_custom_count(schema); !counted) return std::unexpected(counted.error());
  return schema;
}

const SchemaAttributeType* find_attribute(const Schema& schema, std::string_view name) {
  const auto found = std::ranges::find_if(schema, [&](const auto& a) { return a.name == name; });
  return found == schema.end() ? nullptr : &*found;
}

Decided<void> check_new_user_attributes(const Schema& schema, std::span<const Attribute> attributes,
                                        RequiredAttributes required) {
  if (const auto checked = check_subject_untouched(attributes); !checked) return checked;

  std::string violations;
  Attributes given;
  for (const auto& [name, value] : attributes) {
    const auto* attribute = find_attribute(schema, name);
    if (!attribute) {
      violations += fmt::format("{}: {}\n", name, kUnknown);
      continue;
    }
    if (value.empty()) continue;
    given[name] = value;
    if (const auto wrong = violation(*attribute, value)) violations += fmt::format("{}: {}\n", name, *wrong);
  }
  if (required == RequiredAttributes::at_once) {
    for (const auto& name : missing_required_attributes(schema, given))
      violations += fmt::format("{}: The attribute is required\n", name);
  }
  if (!violations.empty())
    return invalid_parameter("Attributes did not conform to the schema: " + violations);
  return check_formats(attributes);
}

Decided<void> check_attribute_changes(const Schema& schema, std::span<const Attribute> changes) {
  if (const auto checked = check_subject_untouched(changes); !checked) return checked;

  std::string violations;
  std::vector<std::string> deleted;
  for (const auto& [name, value] : changes) {
    const auto* attribute = find_attribute(schema, name);
    if (!attribute) {
      violations += fmt::format("user.{}: {}\n", name, kUnknown);
    } else if (!attribute->mutable_.value_or(true)) {
      violations += fmt::format("user.{}: {}\n", name, kImmutable);
    } else if (value.empty()) {
      deleted.push_back(name);
    } else if (const auto wrong = violation(*attribute, value)) {
      violations += fmt::format("user.{}: {}\n", name, *wrong);
    }
  }
  if (!violations.empty()) return invalid_parameter(std::move(violations));
  if (const auto checked = check_attribute_deletions(schema, deleted); !checked) return checked;
  return check_formats(changes);
}

Decided<void> check_verified_flags(std::span<const Attribute> changes, const Attributes& present) {
  Attributes after = present;
  for (const auto& [name, value] : changes) after[name] = value;
  const auto sets = [&](std::string_view flag) {
    return std::ranges::any_of(changes, [&](const auto& a) { return a.name == flag && !a.value.empty(); });
  };
  if (sets("email_verified") && value_of(after, "email").empty())
    return invalid_parameter("Email is required to verify/un-verify an email");
  if (sets("phone_number_verified") && value_of(after, "phone_number").empty())
    return invalid_parameter("Phone number is required to verify/un-verify a phone number");
  return {};
}

Decided<void> check_attribute_deletions(const Schema& schema, std::span<const std::string> names) {
  if (const auto checked = check_subject_untouched(names); !checked) return checked;

  std::string violations;
  std::string required;
  for (const auto& name : names) {
    const auto* attribute = find_attribute(schema, name);
    if (!attribute) {
      violations += fmt::format("user.{}: {}\n", name, kUnknown);
    } else if (!attribute->mutable_.value_or(true)) {
      violations += fmt::format("user.{}: {}\n", name, kImmutable);
    } else if (attribute->required.value_or(false)) {
      required += fmt::format("{}: Required attribute cannot be deleted.\n", name);
    }
  }
  if (!violations.empty()) return invalid_parameter(std::move(violations));
  if (!required.empty()) return invalid_parameter("Invalid user attributes: " + required);
  return {};
}

std::vector<std::string> missing_required_attributes(const Schema& schema, const Attributes& present) {
  std::vector<std::string> missing;
  for (const auto& attribute : schema) {
    if (attribute.required.value_or(false) && attribute.name != "sub" && !present.contains(*attribute.name))
      missing.push_back(*attribute.name);
  }
  return missing;
}

bool is_email(std::string_view text) {
  // One line, because the address ends up in a message's header.
  const bool plain =
      std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) > ' ' && c != 0x7F; });
  const auto at = text.find('@');
  if (!plain || at == 0 || at == std::string_view::npos) return false;
  const auto domain = text.substr(at + 1);
  const auto dot = domain.find('.');
  return !domain.contains('@') && dot != 0 && dot != std::string_view::npos && !domain.ends_with('.') &&
         !domain.contains("..") && domain.find_first_of("<>,;:\"\\()[]") == std::string_view::npos;
}

bool is_phone_number(std::string_view text) {
  if (!text.starts_with('+')) return false;
  const auto digits = text.substr(1);
  return !digits.empty() && digits.size() <= 15 &&
         digits.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace poolhouse::userpools
