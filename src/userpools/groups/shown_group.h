// A group as the API takes and shows it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/cognito_idp/types/group_type.h"
#include "userpools/groups/group_repository.h"

namespace poolhouse::userpools {

[[nodiscard]] cognito_idp::GroupType shown_group(const Group& group);
[[nodiscard]] std::vector<cognito_idp::GroupType> shown_groups(const std::vector<Group>& groups);

// A Description as it is kept: an empty one is none, which is how one is taken away again.
[[nodiscard]] std::optional<std::string> given_text(const std::optional<std::string>& description);

}  // namespace poolhouse::userpools
