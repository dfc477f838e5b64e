// A pool's schema: which attributes its users may have, and what their values must look like.
//
// Names are exact: `Email` is not `email`, and a custom attribute is known only by its full name
// (`custom:foo`, or `dev:custom:foo` for a developer-only one).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/cognito_idp/types/schema_attribute_type.h"
#include "userpools/rules/attributes.h"
#include "userpools/rules/faults.h"

namespace poolhouse::userpools {

using Schema = std::vector<cognito_idp::SchemaAttributeType>;

inline constexpr std::size_t kCustomAttributesMax = 50;

// The standard attributes in the order in which the service returns them.
[[nodiscard]] Schema default_schema();

// CreateUserPool's Schema over the default one: standard attributes are overridden in place, the others
// become custom attributes behind them, in the order given.
[[nodiscard]] Decided<Schema> schema_of_new_pool(std::span<const cognito_idp::SchemaAttributeType> requested);

// AddCustomAttributes: all of them, or none.
[[nodiscard]] Decided<Schema> with_custom_attributes(Schema schema,
                                                     std::span<const cognito_idp::SchemaAttributeType> added);

// The attribute of that full name, or null.
[[nodiscard]] const cognito_idp::SchemaAttributeType* find_attribute(const Schema& schema,
                                                                     std::string_view name);

// SignUp asks for every required attribute at once; AdminCreateUser and UserMigration leave the rest to
// the user's first sign-in (NEW_PASSWORD_REQUIRED).
enum class RequiredAttributes { at_once, at_first_sign_in };

// The attributes of a new user. An empty value counts as none.
[[nodiscard]] Decided<void> check_new_user_attributes(const Schema& schema,
                                                      std::span<const Attribute> attributes,
                                                      RequiredAttributes required);

// UpdateUserAttributes and AdminUpdateUserAttributes. An empty value deletes the attribute.
[[nodiscard]] Decided<void> check_attribute_changes(const Schema& schema, std::span<const Attribute> changes);

// email_verified and phone_number_verified say nothing about a user without the address. `present` is what
// the user has before the change.
[[nodiscard]] Decided<void> check_verified_flags(std::span<const Attribute> changes,
                                                 const Attributes& present);

// DeleteUserAttributes and AdminDeleteUserAttributes. What the user does not have is deleted in peace.
[[nodiscard]] Decided<void> check_attribute_deletions(const Schema& schema,
                                                      std::span<const std::string> names);

// The required attributes that the user has no value for, in schema order: `requiredAttributes` of
// NEW_PASSWORD_REQUIRED. `sub` is never among them.
[[nodiscard]] std::vector<std::string> missing_required_attributes(const Schema& schema,
                                                                   const Attributes& present);

// "Invalid email address format." and "Invalid phone number format." are what these decide.
[[nodiscard]] bool is_email(std::string_view text);
// E.164: `+` and up to fifteen digits.
[[nodiscard]] bool is_phone_number(std::string_view text);

}  // namespace poolhouse::userpools
