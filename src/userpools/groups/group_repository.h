// Where groups and their members are kept. The members as users are users/user_repository.h's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/strong.h"
#include "base/time.h"
#include "store/store.h"

namespace poolhouse::userpools {

struct Group {
  UserPoolId pool;
  GroupName name;
  std::optional<std::string> description;
  std::optional<std::string> role_arn;
  std::optional<int> precedence;
  Time created_at;
  Time modified_at;
};

[[nodiscard]] std::optional<Group> find_group(store::Connection& db, const UserPoolId& pool,
                                              const GroupName& name);
// False when a group of that name exists.
[[nodiscard]] bool insert_group(store::Connection& db, const Group& group);
void update_group(store::Connection& db, const Group& group);
// The group, and with it every membership for whoever asks. Its rows of memberships, which may be many, are
// left for remove_leftover_members. Users stay.
void delete_group(store::Connection& db, const UserPoolId& pool, const GroupName& name);
// A page in the order of names, after `after` (exclusive; empty: from the start).
[[nodiscard]] std::vector<Group> list_groups(store::Connection& db, const UserPoolId& pool,
                                             std::string_view after, std::size_t limit);
[[nodiscard]] std::int64_t count_groups(store::Connection& db, const UserPoolId& pool);

inline constexpr std::size_t kGroupsOfUserMax = 100;  // reference 13.4
// Adding a member twice and removing somebody who is none change nothing.
void add_member(store::Connection& db, const UserPoolId& pool, const GroupName& group, const Sub& sub);
void remove_member(store::Connection& db, const UserPoolId& pool, const GroupName& group, const Sub& sub);
// Removes some rows of memberships in a group that is not there any more; none if it is. True when there may
// be more of them. A slice is short enough for another write to wait behind it.
bool remove_leftover_members(store::Connection& db, const UserPoolId& pool, const GroupName& group);
// All groups of a user (kGroupsOfUserMax, and what was added at the same moment), in the order of names.
[[nodiscard]] std::vector<Group> groups_of_user(store::Connection& db, const UserPoolId& pool,
                                                const Sub& sub);

}  // namespace poolhouse::userpools
