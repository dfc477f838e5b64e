// The Filter and AttributesToGet of ListUsers.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "userpools/rules/attribute_schema.h"
#include "userpools/rules/attributes.h"
#include "userpools/rules/faults.h"

namespace poolhouse::userpools {

// What can be searched. Everything here has an index; nothing else may be asked.
enum class SearchAttribute {
  username,
  email,
  phone_number,
  name,
  given_name,
  family_name,
  preferred_username,
  user_status,  // cognito:user_status: UNCONFIRMED, …; its case does not matter
  status,       // "Enabled" or "Disabled"
  sub,
};
[[nodiscard]] std::string_view name_of(SearchAttribute attribute);

enum class SearchMatch { equal, starts_with };

struct UserFilter {
  SearchAttribute attribute;
  SearchMatch match;
  std::string value;
  friend bool operator==(const UserFilter&, const UserFilter&) = default;
};

inline constexpr std::size_t kUserFilterBytesMax = 1024;  // 256 characters of UTF-8

// One condition: attribute, `=` or `^=`, value in double quotes, in which a backslash takes the next
// character as it is. The attribute may be quoted too. Blank text is no filter: all users.
[[nodiscard]] Decided<std::optional<UserFilter>> parse_user_filter(std::string_view text);

// Each name must be in the schema, and none may be `sub` (observed).
[[nodiscard]] Decided<void> check_attributes_to_get(const Schema& schema, std::span<const std::string> names);

}  // namespace poolhouse::userpools
