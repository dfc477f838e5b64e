#include "userpools/users/alias_move.h"

namespace poolhouse::userpools {
namespace {

// True when the holder gave the alias up.
bool take_alias(store::Connection& db, const Pool& pool, const NameTaken& taken, Time now) {
  const bool is_alias = taken.kind == SignInNameKind::email || taken.kind == SignInNameKind::phone_number;
  if (!is_alias || username_model(pool.settings).attributes_as_username()) return false;
  const auto holder = find_user(db, pool.id, taken.holder);
  if (!holder) return false;
  auto without = *holder;
  without.attributes[taken.kind == SignInNameKind::email ? "email_verified" : "phone_number_verified"] =
      "false";
  without.modified_at = now;
  return update_user(db, pool, *holder, without).has_value();
}

// Tries again after each alias that was taken; a user has at most two.
template <class Write>
std::expected<void, NameTaken> moving(store::Connection& db, const Pool& pool, AliasMove move, Time now,
                                      Write write) {
  auto written = write();
  for (int aliases = 0; aliases < 2 && !written && move == AliasMove::yes; ++aliases) {
    if (!take_alias(db, pool, written.error(), now)) break;
    written = write();
  }
  return written;
}

}  // namespace

std::expected<void, NameTaken> insert_user_moving_aliases(store::Connection& db, const Pool& pool,
                                                          const User& user, AliasMove move) {
  return moving(db, pool, move, user.modified_at, [&] { return insert_user(db, pool, user); });
}

std::expected<void, NameTaken> update_user_moving_aliases(store::Connection& db, const Pool& pool,
                                                          const User& before, const User& after,
                                                          AliasMove move) {
  return moving(db, pool, move, after.modified_at, [&] { return update_user(db, pool, before, after); });
}

}  // namespace poolhouse::userpools
