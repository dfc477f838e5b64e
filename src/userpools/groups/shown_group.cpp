#include "userpools/groups/shown_group.h"

namespace poolhouse::userpools {

cognito_idp::GroupType shown_group(const Group& group) {
  cognito_idp::GroupType shown;
  shown.group_name = group.name.value();
  shown.user_pool_id = group.pool.value();
  shown.description = group.description;
  shown.role_arn = group.role_arn;
  shown.precedence = group.precedence;
  shown.creation_date = group.created_at;
  shown.last_modified_date = group.modified_at;
  return shown;
}

std::vector<cognito_idp::GroupType> shown_groups(const std::vector<Group>& groups) {
  std::vector<cognito_idp::GroupType> shown;
  for (const auto& group : groups) shown.push_back(shown_group(group));
  return shown;
}

std::optional<std::string> given_text(const std::optional<std::string>& description) {
  return description && !description->empty() ? description : std::nullopt;
}

}  // namespace poolhouse::userpools
