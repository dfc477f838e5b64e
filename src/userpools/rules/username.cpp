#include "userpools/rules/username.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <utility>

#include "api/cognito_idp/types/user_pool_type.h"
#include "userpools/rules/attribute_schema.h"

namespace poolhouse::userpools {
namespace {

std::string fold_case(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < size;) {
    const int32_t begin = at;
    UChar32 c = 0;
    U8_NEXT(text.data(), at, size, c);
    if (c < 0) {  // Not UTF-8: kept, so that different bytes stay different names.
      out.append(text, static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin));
      continue;
    }
    uint8_t bytes[U8_MAX_LENGTH];
    int32_t written = 0;
    U8_APPEND_UNSAFE(bytes, written, u_foldCase(c, U_FOLD_CASE_DEFAULT));
    out.append(bytes, bytes + written);
  }
  return out;
}

std::string_view attribute_name(SignInNameKind kind) {
  switch (kind) {
    case SignInNameKind::username:
      return "username";
    case SignInNameKind::email:
      return "email";
    case SignInNameKind::phone_number:
      return "phone_number";
    case SignInNameKind::preferred_username:
      return "preferred_username";
  }
  std::unreachable();
}

}  // namespace

UsernameModel username_model(const cognito_idp::UserPoolType& pool) {
  using cognito_idp::AliasAttributeType;
  using cognito_idp::UsernameAttributeType;
  const auto alias = [&](AliasAttributeType type) {
    return pool.alias_attributes &&
           std::ranges::find(*pool.alias_attributes, type) != pool.alias_attributes->end();
  };
  const auto as_username = [&](UsernameAttributeType type) {
    return pool.username_attributes &&
           std::ranges::find(*pool.username_attributes, type) != pool.username_attributes->end();
  };
  return {
      .email_as_username = as_username(UsernameAttributeType::email),
      .phone_number_as_username = as_username(UsernameAttributeType::phone_number),
      .email_alias = alias(AliasAttributeType::email),
      .phone_number_alias = alias(AliasAttributeType::phone_number),
      .preferred_username_alias = alias(AliasAttributeType::preferred_username),
      .case_sensitive = !pool.username_configuration || pool.username_configuration->case_sensitive,
  };
}

std::string folded(const UsernameModel& model, std::string_view name) {
  return model.case_sensitive ? std::string(name) : fold_case(name);
}

Decided<void> check_username(const UsernameModel& model, std::string_view username) {
  if (model.attributes_as_username()) {
    if (attribute_of_username(model, username)) return {};
    if (!model.phone_number_as_username) return invalid_parameter("Username should be an email.");
    if (!model.email_as_username) return invalid_parameter("Username should be a phone number.");
    return invalid_parameter("Username should be either an email or a phone number.");
  }
  if (model.email_alias && is_email(username)) {
    return invalid_parameter(
        "Username cannot be of email format, since user pool is configured for email alias.");
  }
  if (model.phone_number_alias && is_phone_number(username)) {
    return invalid_parameter(
        "Username cannot be of phone number format, since user pool is configured for phone number alias.");
  }
  return {};
}

std::optional<Attribute> attribute_of_username(const UsernameModel& model, std::string_view username) {
  if (model.email_as_username && is_email(username)) return Attribute{"email", std::string(username)};
  if (model.phone_number_as_username && is_phone_number(username))
    return Attribute{"phone_number", std::string(username)};
  return std::nullopt;
}

// The first text was observed (github.com/aws-amplify/amplify-js/issues/1669); the others follow those of
// check_username.
Decided<void> check_preferred_username(const UsernameModel& model, cognito_idp::UserStatusType status,
                                       std::string_view preferred_username) {
  if (!model.preferred_username_alias || preferred_username.empty()) return {};
  if (status == cognito_idp::UserStatusType::UNCONFIRMED) {
    return invalid_parameter(
        "Preferred username cannot be provided for unconfirmed account, since user pool is configured for "
        "preferred username alias.");
  }
  if (model.email_alias && is_email(preferred_username)) {
    return invalid_parameter(
        "Preferred username cannot be of email format, since user pool is configured for email alias.");
  }
  if (model.phone_number_alias && is_phone_number(preferred_username)) {
    return invalid_parameter(
        "Preferred username cannot be of phone number format, since user pool is configured for phone number "
        "alias.");
  }
  return {};
}

Decided<void> check_sign_up_aliases(const UsernameModel& model, std::span<const Attribute> attributes) {
  for (const auto& [name, value] : attributes) {
    if (name != "preferred_username") continue;
    const auto checked = check_preferred_username(model, cognito_idp::UserStatusType::UNCONFIRMED, value);
    if (!checked) return checked;
  }
  return {};
}

std::vector<SignInName> sign_in_names(const UsernameModel& model, std::string_view username,
                                      const Attributes& attributes) {
  std::vector<SignInName> names{{SignInNameKind::username, folded(model, username)}};
  const auto add = [&](SignInNameKind kind) {
    const auto value = value_of(attributes, attribute_name(kind));
    if (!value.empty()) names.push_back({kind, folded(model, value)});
  };
  if (model.email_as_username || (model.email_alias && is_true(attributes, "email_verified")))
    add(SignInNameKind::email);
  if (model.phone_number_as_username ||
      (model.phone_number_alias && is_true(attributes, "phone_number_verified")))
    add(SignInNameKind::phone_number);
  if (model.preferred_username_alias) add(SignInNameKind::preferred_username);
  return names;
}

Fault name_taken(SignInNameKind kind, NameTakenIn operation) {
  const bool new_user = operation == NameTakenIn::sign_up || operation == NameTakenIn::admin_create_user;
  if (kind == SignInNameKind::username) {
    return {Refusal::username_exists, operation == NameTakenIn::admin_create_user
                                          ? "User account already exists"
                                          : "User already exists"};
  }
  const auto given = operation == NameTakenIn::confirm_sign_up ? "" : "given ";
  return {new_user ? Refusal::username_exists : Refusal::alias_exists,
          fmt::format("An account with the {}{} already exists.", given, attribute_name(kind))};
}

}  // namespace poolhouse::userpools
