// ForceAliasCreation: a verified address that is somebody's alias becomes another user's.
#pragma once

#include <expected>

#include "userpools/users/name_taken.h"
#include "userpools/users/user_repository.h"

namespace poolhouse::userpools {

enum class AliasMove { no, yes };

// insert_user and update_user; with AliasMove::yes an alias (e-mail or phone number) that somebody else has
// is taken from them: their `*_verified` becomes false, and they are modified when the other user is. A user
// name is never taken. A refusal must be thrown out of the transaction: an alias may have moved before the
// name that is refused was looked at.
[[nodiscard]] std::expected<void, NameTaken> insert_user_moving_aliases(store::Connection& db,
                                                                        const Pool& pool, const User& user,
                                                                        AliasMove move);
[[nodiscard]] std::expected<void, NameTaken> update_user_moving_aliases(store::Connection& db,
                                                                        const Pool& pool, const User& before,
                                                                        const User& after, AliasMove move);

}  // namespace poolhouse::userpools
