#include "userpools/users/user_repository.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "api/text_map.h"
#include "userpools/rules/username.h"

namespace poolhouse::userpools {
namespace {

using store::Connection;
using store::Row;
using store::Value;

// The columns of `read_user`, in its order; every SELECT of a user uses them.
#define USER_COLUMNS                                                                          \
  "u.sub, u.username, u.status, u.enabled, u.attributes, u.password, u.password_expires_at, " \
  "u.created_at, u.modified_at"

User read_user(const Row& row) {
  User user;
  user.sub = Sub(row.text(0));
  user.username = Username(row.text(1));
  user.status = *api::from_string<cognito_idp::UserStatusType>(row.text(2));
  user.enabled = row.integer(3) != 0;
  user.attributes = api::read_text_map<Attributes>(row.text(4));
  user.sealed_password = row.optional_blob(5);
  if (const auto expires = row.optional_integer(6)) user.password_expires_at = from_epoch_ms(*expires);
  user.created_at = from_epoch_ms(row.integer(7));
  user.modified_at = from_epoch_ms(row.integer(8));
  return user;
}

Value blob_or_null(const std::optional<std::string>& bytes) {
  return bytes ? Value(store::Blob{*bytes}) : Value();
}
Value time_or_null(const std::optional<Time>& time) { return time ? Value(to_epoch_ms(*time)) : Value(); }

// An index entry holds the start of a long value; what it finds is compared again with the whole.
constexpr std::size_t kIndexedBytesMax = 512;
std::string indexed(std::string_view value) {
  auto size = std::min(value.size(), kIndexedBytesMax);
  while (size > 0 && size < value.size() && (static_cast<unsigned char>(value[size]) & 0xC0) == 0x80) --size;
  return std::string(value.substr(0, size));
}

using SearchRow = std::pair<std::string, std::string>;  // attribute, value as indexed

std::set<SearchRow> search_rows(const User& user) {
  std::set<SearchRow> rows;
  rows.emplace("username", indexed(user.username.value()));
  rows.emplace("cognito:user_status", search_text("cognito:user_status", to_string(user.status)));
  rows.emplace("status", user.enabled ? "Enabled" : "Disabled");
  for (const char* name :
       {"email", "phone_number", "name", "given_name", "family_name", "preferred_username"}) {
    const auto value = value_of(user.attributes, name);
    if (!value.empty()) rows.emplace(name, indexed(search_text(name, value)));
  }
  return rows;
}

using Names = std::map<std::string, SignInNameKind>;

Names names_of(const Pool& pool, const User& user) {
  Names names;
  for (auto& [kind, name] :
       sign_in_names(username_model(pool.settings), user.username.value(), user.attributes)) {
    names.emplace(std::move(name), kind);
  }
  return names;
}

void require_fit_preferred_username(const Pool& pool, const Attributes& before, const User& after) {
  const auto preferred = value_of(after.attributes, "preferred_username");
  if (preferred == value_of(before, "preferred_username")) return;
  or_fail(check_preferred_username(username_model(pool.settings), after.status, preferred));
}

// The elements of `after` that `before` lacks.
template <class Set>
Set added(const Set& before, const Set& after) {
  Set result;
  std::ranges::set_difference(after, before, std::inserter(result, result.end()));
  return result;
}

constexpr std::size_t kSubLength = 36;  // of a UUID

// Whoever is called by a sub is its user: back ends know people by the sub of their tokens, and a name that
// looked the same would turn what they do to somebody else's advantage.
bool is_sub_of_another(Connection& db, const UserPoolId& pool, const Sub& sub, const std::string& name) {
  return name.size() == kSubLength && name != sub.value() &&
         db.query_one("SELECT sub FROM user_account WHERE pool_id = $1 AND sub = $2", {pool.value(), name});
}

// Takes the names for the user, in their order, so that two users who want the same do not wait for each
// other. Inserted first and looked at only if somebody was there: on PostgreSQL a transaction that read where
// others insert could not be committed beside them.
std::expected<void, NameTaken> take_names(Connection& db, const UserPoolId& pool, const Sub& sub,
                                          const Names& names) {
  for (const auto& [name, kind] : names) {
    if (is_sub_of_another(db, pool, sub, name)) return std::unexpected(NameTaken{kind, Sub(name)});
    const auto inserted = db.count_changed(
        "INSERT INTO sign_in_name (pool_id, name, sub) VALUES ($1, $2, $3) ON CONFLICT (pool_id, name) DO "
        "NOTHING",
        {pool.value(), name, sub.value()});
    if (inserted != 0) continue;
    const auto rows =
        db.query("SELECT sub FROM sign_in_name WHERE pool_id = $1 AND name = $2", {pool.value(), name});
    const auto& holder = rows.at(0).text(0);
    if (holder != sub.value()) return std::unexpected(NameTaken{kind, Sub(holder)});
  }
  return {};
}

void delete_name(Connection& db, const UserPoolId& pool, const Sub& sub, const std::string& name) {
  db.execute("DELETE FROM sign_in_name WHERE pool_id = $1 AND name = $2 AND sub = $3",
             {pool.value(), name, sub.value()});
}

void insert_search_row(Connection& db, const UserPoolId& pool, const Sub& sub, const SearchRow& row) {
  db.execute("INSERT INTO user_search (pool_id, attribute, value, sub) VALUES ($1, $2, $3, $4)",
             {pool.value(), row.first, row.second, sub.value()});
}

void delete_search_row(Connection& db, const UserPoolId& pool, const Sub& sub, const SearchRow& row) {
  db.execute("DELETE FROM user_search WHERE pool_id = $1 AND attribute = $2 AND value = $3 AND sub = $4",
             {pool.value(), row.first, row.second, sub.value()});
}

}  // namespace

std::optional<User> find_user(Connection& db, const UserPoolId& pool, const Sub& sub) {
  const auto row =
      db.query_one("SELECT " USER_COLUMNS " FROM user_account u WHERE u.pool_id = $1 AND u.sub = $2",
                   {pool.value(), sub.value()});
  return row ? std::optional(read_user(*row)) : std::nullopt;
}

std::optional<UserAndSignIn> find_user_and_sign_in(Connection& db, const UserPoolId& pool, const Sub& sub,
                                                   const OriginJti& token_family) {
  const auto row = db.query_one(
      "SELECT " USER_COLUMNS
      ", (SELECT coalesce(f.rotated_at, 0) FROM token_family f WHERE f.pool_id = $1 AND f.sub = $2 "
      "AND f.origin_jti = $3 AND f.sign_outs = u.sign_outs) "
      "FROM user_account u WHERE u.pool_id = $1 AND u.sub = $2",
      {pool.value(), sub.value(), token_family.value()});
  if (!row) return std::nullopt;
  const auto rotated_at = row->optional_integer(9);
  return UserAndSignIn{.user = read_user(*row),
                       .signed_in = rotated_at.has_value(),
                       .first_token_rotated = rotated_at.value_or(0) != 0};
}

std::optional<User> find_user(Connection& db, const Pool& pool, std::string_view name) {
  const auto key = folded(username_model(pool.settings), name);
  const auto row = db.query_one("SELECT " USER_COLUMNS
                                " FROM user_account u WHERE u.pool_id = $1 AND u.sub ="
                                " (SELECT n.sub FROM sign_in_name n WHERE n.pool_id = $1 AND n.name = $2)",
                                {pool.id.value(), key});
  if (row) return read_user(*row);
  if (name.size() != kSubLength) return std::nullopt;
  return find_user(db, pool.id, Sub(name));
}

std::optional<User> find_user_evenly(Connection& db, const Pool& pool, std::string_view name,
                                     const Sub& nobody) {
#define NAMED "(SELECT n.sub FROM sign_in_name n WHERE n.pool_id = $1 AND n.name = $2)"
  const auto row = db.query_one(
      "SELECT " USER_COLUMNS ", " NAMED
      " FROM user_account u WHERE u.pool_id = $1 AND u.sub >= coalesce(" NAMED ", $3) ORDER BY u.sub LIMIT 1",
      {pool.id.value(), folded(username_model(pool.settings), name), nobody.value()});
#undef NAMED
  if (row) {
    auto user = read_user(*row);
    if (row->optional_text(9) == user.sub.value()) return user;
  }
  return name.size() == kSubLength ? find_user(db, pool.id, Sub(name)) : std::nullopt;
}

std::optional<User> find_user_evenly(Connection& db, const UserPoolId& pool, const Sub& sub) {
  const auto row =
      db.query_one("SELECT " USER_COLUMNS
                   " FROM user_account u WHERE u.pool_id = $1 AND u.sub >= $2 ORDER BY u.sub LIMIT 1",
                   {pool.value(), sub.value()});
  auto user = row ? std::optional(read_user(*row)) : std::nullopt;
  return user && user->sub == sub ? std::move(user) : std::nullopt;
}

std::expected<void, NameTaken> insert_user(Connection& db, const Pool& pool, const User& user) {
  require_fit_preferred_username(pool, {}, user);
  if (auto taken = take_names(db, pool.id, user.sub, names_of(pool, user)); !taken) return taken;
  db.execute(
      "INSERT INTO user_account (pool_id, sub, username, status, enabled, attributes, password, "
      "password_expires_at, created_at, modified_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {pool.id.value(), user.sub.value(), user.username.value(), std::string(to_string(user.status)),
       std::int64_t{user.enabled}, api::write_text_map(user.attributes), blob_or_null(user.sealed_password),
       time_or_null(user.password_expires_at), to_epoch_ms(user.created_at), to_epoch_ms(user.modified_at)});
  for (const auto& row : search_rows(user)) insert_search_row(db, pool.id, user.sub, row);
  return {};
}

std::expected<void, NameTaken> update_user(Connection& db, const Pool& pool, const User& before,
                                           const User& after) {
  require_fit_preferred_username(pool, before.attributes, after);
  const auto names_before = names_of(pool, before);
  const auto names_after = names_of(pool, after);
  if (auto taken = take_names(db, pool.id, after.sub, added(names_before, names_after)); !taken) return taken;

  db.execute(
      "UPDATE user_account SET status = $3, enabled = $4, attributes = $5, password = $6, "
      "password_expires_at = $7, modified_at = $8 WHERE pool_id = $1 AND sub = $2",
      {pool.id.value(), after.sub.value(), std::string(to_string(after.status)), std::int64_t{after.enabled},
       api::write_text_map(after.attributes), blob_or_null(after.sealed_password),
       time_or_null(after.password_expires_at), to_epoch_ms(after.modified_at)});
  for (const auto& [name, kind] : added(names_after, names_before)) delete_name(db, pool.id, after.sub, name);

  const auto rows_before = search_rows(before);
  const auto rows_after = search_rows(after);
  for (const auto& row : added(rows_after, rows_before)) delete_search_row(db, pool.id, after.sub, row);
  for (const auto& row : added(rows_before, rows_after)) insert_search_row(db, pool.id, after.sub, row);
  return {};
}

void delete_user(Connection& db, const Pool& pool, const User& user) {
  for (const auto& [name, kind] : names_of(pool, user)) delete_name(db, pool.id, user.sub, name);
  for (const auto& row : search_rows(user)) delete_search_row(db, pool.id, user.sub, row);
  const std::initializer_list<Value> key = {pool.id.value(), user.sub.value()};
  db.execute("DELETE FROM verification_code WHERE pool_id = $1 AND sub = $2", key);
  db.execute("DELETE FROM attempt WHERE pool_id = $1 AND subject = $2", key);
  db.execute("DELETE FROM group_member WHERE pool_id = $1 AND sub = $2", key);
  db.execute("DELETE FROM former_password WHERE pool_id = $1 AND sub = $2", key);
  db.execute("DELETE FROM user_account WHERE pool_id = $1 AND sub = $2", key);
}

std::vector<User> list_users(Connection& db, const UserPoolId& pool, std::string_view after,
                             std::size_t limit) {
  std::vector<User> users;
  for (const auto& row :
       db.query("SELECT " USER_COLUMNS " FROM user_account u WHERE u.pool_id = $1 AND u.sub > $2 "
                "ORDER BY u.sub LIMIT $3",
                {pool.value(), std::string(after), static_cast<std::int64_t>(limit)})) {
    users.push_back(read_user(row));
  }
  return users;
}

std::vector<User> users_in_group(Connection& db, const UserPoolId& pool, const GroupName& group,
                                 std::string_view after, std::size_t limit) {
  std::vector<User> users;
  for (const auto& row :
       db.query("SELECT " USER_COLUMNS
                " FROM group_member m JOIN user_account u ON u.pool_id = m.pool_id AND u.sub = m.sub "
                "WHERE m.pool_id = $1 AND (m.group_name, m.sub) > ($2, $3) AND m.group_name <= $2 "
                "ORDER BY m.group_name, m.sub LIMIT $4",
                {pool.value(), group.value(), std::string(after), static_cast<std::int64_t>(limit)})) {
    users.push_back(read_user(row));
  }
  return users;
}

std::string search_text(std::string_view attribute, std::string_view value) {
  // What ListUsers compares exactly; everything else it finds whatever the case (reference 11.2).
  if (attribute == "username" || attribute == "status" || attribute == "sub") return std::string(value);
  return folded(UsernameModel{.case_sensitive = false}, value);
}

std::vector<FoundUser> search_users(Connection& db, const UserPoolId& pool, std::string_view attribute,
                                    Match match, std::string_view value,
                                    const std::optional<SearchPosition>& after, std::size_t limit) {
  const auto first = indexed(search_text(attribute, value));
  const auto from = after && after->value >= first ? *after : SearchPosition{.value = first, .sub = {}};
  const auto limit_value = static_cast<std::int64_t>(limit);
  std::vector<Row> rows;
#define SEARCH                                                                                         \
  "SELECT " USER_COLUMNS                                                                               \
  ", s.value FROM user_search s JOIN user_account u ON u.pool_id = s.pool_id AND u.sub = s.sub WHERE " \
  "s.pool_id = $1 AND s.attribute = $2 AND "
  if (match == Match::equals) {
    // Apart from the search below, for which PostgreSQL makes a plan each time, which takes longer than it.
    rows = db.query(SEARCH "s.value = $3 AND s.sub > $4 ORDER BY s.sub LIMIT $5",
                    {pool.value(), std::string(attribute), first, from.sub, limit_value});
  } else {
    // The first text after all texts that start with `first`: no UTF-8 text has the byte FF, and U+10FFFF
    // is the largest character there is.
    const auto last = first + "\xF4\x8F\xBF\xBF";
    // One lower bound and not two: of `value >= $3` and a pair PostgreSQL starts its scan at the pair,
    // however far ahead of the value that is.
    rows = db.query(SEARCH "(s.value, s.sub) > ($3, $4) AND s.value <= $5 ORDER BY s.value, s.sub LIMIT $6",
                    {pool.value(), std::string(attribute), from.value, from.sub, last, limit_value});
  }
#undef SEARCH
  std::vector<FoundUser> users;
  for (const auto& row : rows) {
    auto user = read_user(row);
    SearchPosition position{.value = row.text(9), .sub = user.sub.value()};
    users.push_back({std::move(user), std::move(position)});
  }
  return users;
}

std::int64_t estimate_user_count(Connection& db, const UserPoolId& pool) {
  constexpr std::int64_t kCounted = 1000;
  const auto exact =
      db.query_one("SELECT count(*) FROM (SELECT 1 FROM user_account WHERE pool_id = $1 LIMIT $2) AS counted",
                   {pool.value(), kCounted + 1});
  if (exact->integer(0) <= kCounted) return exact->integer(0);
  // Subs are random UUIDs, so those that start with 00 are one in 256.
  const auto slice = db.query_one(
      "SELECT count(*) FROM user_account WHERE pool_id = $1 AND sub >= '00' AND sub < '01'", {pool.value()});
  return slice->integer(0) * 256;
}

#undef USER_COLUMNS

}  // namespace poolhouse::userpools
