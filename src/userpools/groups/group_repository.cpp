#include "userpools/groups/group_repository.h"

namespace poolhouse::userpools {
namespace {

constexpr std::int64_t kMembersAtOnce = 1000;

#define GROUP_COLUMNS \
  "g.pool_id, g.group_name, g.description, g.role_arn, g.precedence, g.created_at, g.modified_at"

Group read_group(const store::Row& row) {
  Group group{.pool = UserPoolId(row.text(0)),
              .name = GroupName(row.text(1)),
              .description = row.optional_text(2),
              .role_arn = row.optional_text(3),
              .precedence = std::nullopt,
              .created_at = from_epoch_ms(row.integer(5)),
              .modified_at = from_epoch_ms(row.integer(6))};
  if (const auto precedence = row.optional_integer(4)) group.precedence = static_cast<int>(*precedence);
  return group;
}

store::Value text_or_null(const std::optional<std::string>& text) {
  return text ? store::Value(*text) : store::Value();
}
store::Value integer_or_null(const std::optional<int>& number) {
  return number ? store::Value(std::int64_t{*number}) : store::Value();
}

}  // namespace

std::optional<Group> find_group(store::Connection& db, const UserPoolId& pool, const GroupName& name) {
  const auto row =
      db.query_one("SELECT " GROUP_COLUMNS " FROM user_group g WHERE g.pool_id = $1 AND g.group_name = $2",
                   {pool.value(), name.value()});
  return row ? std::optional(read_group(*row)) : std::nullopt;
}

bool insert_group(store::Connection& db, const Group& group) {
  return db.count_changed(
             "INSERT INTO user_group (pool_id, group_name, description, role_arn, precedence, created_at, "
             "modified_at) "
             "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (pool_id, group_name) DO NOTHING",
             {group.pool.value(), group.name.value(), text_or_null(group.description),
              text_or_null(group.role_arn), integer_or_null(group.precedence), to_epoch_ms(group.created_at),
              to_epoch_ms(group.modified_at)}) == 1;
}

void update_group(store::Connection& db, const Group& group) {
  db.execute(
      "UPDATE user_group SET description = $3, role_arn = $4, precedence = $5, modified_at = $6 "
      "WHERE pool_id = $1 AND group_name = $2",
      {group.pool.value(), group.name.value(), text_or_null(group.description), text_or_null(group.role_arn),
       integer_or_null(group.precedence), to_epoch_ms(group.modified_at)});
}

void delete_group(store::Connection& db, const UserPoolId& pool, const GroupName& name) {
  db.execute("DELETE FROM user_group WHERE pool_id = $1 AND group_name = $2", {pool.value(), name.value()});
}

std::vector<Group> list_groups(store::Connection& db, const UserPoolId& pool, std::string_view after,
                               std::size_t limit) {
  std::vector<Group> groups;
  for (const auto& row :
       db.query("SELECT " GROUP_COLUMNS " FROM user_group g WHERE g.pool_id = $1 AND g.group_name > $2 "
                "ORDER BY g.group_name LIMIT $3",
                {pool.value(), std::string(after), static_cast<std::int64_t>(limit)})) {
    groups.push_back(read_group(row));
  }
  return groups;
}

std::int64_t count_groups(store::Connection& db, const UserPoolId& pool) {
  return db.query_one("SELECT count(*) FROM user_group WHERE pool_id = $1", {pool.value()})->integer(0);
}

void add_member(store::Connection& db, const UserPoolId& pool, const GroupName& group, const Sub& sub) {
  db.execute(
      "INSERT INTO group_member (pool_id, sub, group_name) VALUES ($1, $2, $3) "
      "ON CONFLICT (pool_id, group_name, sub) DO NOTHING",
      {pool.value(), sub.value(), group.value()});
}

void remove_member(store::Connection& db, const UserPoolId& pool, const GroupName& group, const Sub& sub) {
  db.execute("DELETE FROM group_member WHERE pool_id = $1 AND sub = $2 AND group_name = $3",
             {pool.value(), sub.value(), group.value()});
}

bool remove_leftover_members(store::Connection& db, const UserPoolId& pool, const GroupName& group) {
  if (find_group(db, pool, group)) return false;
  // Bounds in place of an equality, and both columns in one bound, so that PostgreSQL does not take the index
  // of users for it. A range that ends at a row found before: see slices.h.
  const auto last = db.query_one(
      "SELECT sub FROM group_member WHERE pool_id = $1 AND group_name >= $2 AND group_name <= $2 "
      "ORDER BY group_name, sub LIMIT 1 OFFSET $3",
      {pool.value(), group.value(), kMembersAtOnce - 1});
  if (!last) {
    db.execute("DELETE FROM group_member WHERE pool_id = $1 AND group_name = $2",
               {pool.value(), group.value()});
    return false;
  }
  db.execute(
      "DELETE FROM group_member WHERE pool_id = $1 AND group_name >= $2 AND (group_name, sub) <= ($2, $3)",
      {pool.value(), group.value(), last->text(0)});
  return true;
}

std::vector<Group> groups_of_user(store::Connection& db, const UserPoolId& pool, const Sub& sub) {
  std::vector<Group> groups;
  // LEFT, though rows of groups that are gone are of no use: it has PostgreSQL start at the user, where it
  // might else start at each group of the pool.
  for (const auto& row : db.query("SELECT " GROUP_COLUMNS " FROM group_member m LEFT JOIN user_group g "
                                  "ON g.pool_id = m.pool_id AND g.group_name = m.group_name "
                                  "WHERE m.pool_id = $1 AND m.sub = $2 ORDER BY m.group_name",
                                  {pool.value(), sub.value()})) {
    if (!row.is_null(0)) groups.push_back(read_group(row));
  }
  return groups;
}

#undef GROUP_COLUMNS

}  // namespace poolhouse::userpools
