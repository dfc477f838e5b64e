// Where users are kept. Plain functions over a Connection: a handler calls them inside one
// `store.read` or `store.write`, so what they check and what they change is one transaction.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.h"
#include "userpools/pools/pool.h"
#include "userpools/rules/username.h"
#include "userpools/users/user.h"

namespace poolhouse::userpools {

[[nodiscard]] std::optional<User> find_user(store::Connection& db, const UserPoolId& pool, const Sub& sub);

// A user, and what became of one of its sign-ins, in one statement: what every token is checked against.
struct UserAndSignIn {
  User user;
  // Whether the sign-in's tokens count (tokens/token_family.h).
  bool signed_in = false;
  // Its first refresh token was rotated out.
  bool first_token_rotated = false;
};
[[nodiscard]] std::optional<UserAndSignIn> find_user_and_sign_in(store::Connection& db,
                                                                 const UserPoolId& pool, const Sub& sub,
                                                                 const OriginJti& token_family);

// By anything the user can be called: username, active alias, username attribute, or else the sub
// (reference: "Everywhere an API takes Username, an active alias is accepted; if it is not an alias,
// sub is accepted too").
[[nodiscard]] std::optional<User> find_user(store::Connection& db, const Pool& pool, std::string_view name);

// The same at the same cost whether or not there is somebody: for a name that nobody has the row next to
// `nobody` (a sub that is nobody's) is read and forgotten.
[[nodiscard]] std::optional<User> find_user_evenly(store::Connection& db, const Pool& pool,
                                                   std::string_view name, const Sub& nobody);
[[nodiscard]] std::optional<User> find_user_evenly(store::Connection& db, const UserPoolId& pool,
                                                   const Sub& sub);

// A sign-in name that somebody else has, or that is somebody else's sub.
struct NameTaken {
  SignInNameKind kind;
  Sub holder;
};

// Adds the user with its sign-in names and search rows. InvalidParameterException for a preferred_username
// that check_preferred_username refuses: here, so that no way to an attribute misses it. A refusal must be
// thrown out of the transaction: names before the one that is taken have been written. Called again in it, it
// finds them its own.
[[nodiscard]] std::expected<void, NameTaken> insert_user(store::Connection& db, const Pool& pool,
                                                         const User& user);

// Replaces `before` (as just read in this transaction) by `after`. Refused when a name that `after` gains is
// taken or not to be had, as by insert_user; the refusal must be thrown out of the transaction too.
[[nodiscard]] std::expected<void, NameTaken> update_user(store::Connection& db, const Pool& pool,
                                                         const User& before, const User& after);

// Removes the user (as just read in this transaction) and what hangs on it: names, codes, groups, attempts.
// Of the tokens only the effect: their rows, which may be many, are left for remove_ended_token_families.
void delete_user(store::Connection& db, const Pool& pool, const User& user);

// A page of the pool's users in the order of their subs, after `after` (exclusive; empty: from the start).
[[nodiscard]] std::vector<User> list_users(store::Connection& db, const UserPoolId& pool,
                                           std::string_view after, std::size_t limit);

// A page of a group's members, in the same way.
[[nodiscard]] std::vector<User> users_in_group(store::Connection& db, const UserPoolId& pool,
                                               const GroupName& group, std::string_view after,
                                               std::size_t limit);

// The text under which a searchable attribute's value is compared.
[[nodiscard]] std::string search_text(std::string_view attribute, std::string_view value);

// How ListUsers matches (reference 11.2).
enum class Match { equals, starts_with };
// Where a search goes on: the last row given out.
struct SearchPosition {
  std::string value;
  std::string sub;
};
struct FoundUser {
  User user;
  SearchPosition position;
};
// A page of users whose searchable attribute matches, in the order of its values.
[[nodiscard]] std::vector<FoundUser> search_users(store::Connection& db, const UserPoolId& pool,
                                                  std::string_view attribute, Match match,
                                                  std::string_view value,
                                                  const std::optional<SearchPosition>& after,
                                                  std::size_t limit);

// Exact up to 1,000 users, then estimated from the share of subs in a slice of their (uniform) range,
// so that it never scans a large pool.
[[nodiscard]] std::int64_t estimate_user_count(store::Connection& db, const UserPoolId& pool);

}  // namespace poolhouse::userpools
