// Which attributes an app client may read and write.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "userpools/rules/attribute_schema.h"
#include "userpools/rules/attributes.h"
#include "userpools/rules/faults.h"

namespace poolhouse::userpools {

// A client's ReadAttributes or WriteAttributes. Absent and empty mean the default: read everything; write
// everything but *_verified and developer-only attributes.
using AttributePermissions = std::optional<std::vector<std::string>>;

// `sub` always is.
[[nodiscard]] bool is_readable(const AttributePermissions& read, std::string_view name);
[[nodiscard]] Attributes readable_attributes(const AttributePermissions& read, const Attributes& attributes);

// May a user of this client write these? Required attributes always may be; *_verified and developer-only
// ones never. Asked before the schema's own rules: an unlisted immutable attribute is unauthorized
// (observed).
[[nodiscard]] Decided<void> check_writable(const AttributePermissions& write, const Schema& schema,
                                           std::span<const Attribute> attributes);
[[nodiscard]] Decided<void> check_writable(const AttributePermissions& write, const Schema& schema,
                                           std::span<const std::string> names);

enum class ClientSaving { creating, updating };
// The lists of a client that is saved: names of the schema; the write list with every required attribute
// and without sub, *_verified and developer-only ones (all observed).
[[nodiscard]] Decided<void> check_permission_lists(const AttributePermissions& read,
                                                   const AttributePermissions& write, const Schema& schema,
                                                   ClientSaving saving);

}  // namespace poolhouse::userpools
