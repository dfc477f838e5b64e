// The tokens of one sign-in, known by one row: revocation, rotation and reuse detection.
//
// A family counts while its row is there and was made since the user's last sign-out everywhere
// (user_account.sign_outs): that ends a million of them by one number. Their rows leave in slices afterwards.
//
// Rotation keeps what is good and not what was used: the first refresh token in the family's row, each
// successor in a row of its own until it is used and its grace is over. So a family has about one row more
// than it has good tokens, however often it rotates, and a token that lay unused for a year is no reuse.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "base/strong.h"
#include "base/task.h"
#include "base/time.h"
#include "store/store.h"
#include "tokens/refresh_token.h"

namespace poolhouse::userpools {

// Named by the origin_jti of its tokens; for a client without token revocation, whose tokens carry none,
// by their event_id.
struct TokenFamily {
  UserPoolId pool;
  Sub sub;
  OriginJti id;
  ClientId client;
  // When none of its tokens is good any more.
  Time expires_at;
};

// Of a user who is there. Who signs them out at the same moment ends it, or does not know of it.
void insert_token_family(store::Connection& db, const TokenFamily& family);
// RevokeToken.
void revoke_token_family(store::Connection& db, const UserPoolId& pool, const Sub& sub, const OriginJti& id);
// GlobalSignOut, AdminUserGlobalSignOut, AdminDisableUser: at once, for whoever asks. The rows are left for
// remove_ended_token_families.
void revoke_all_token_families(store::Connection& db, const UserPoolId& pool, const Sub& sub);

// Removes the rows of families that a sign-out everywhere or the deletion of their user ended, a short
// transaction at a time; after the commit of that. What a crash leaves is without effect, and forgotten when
// it expires.
Task<> remove_ended_token_families(store::Store& store, UserPoolId pool, Sub sub);

enum class RotationFault {
  revoked,  // the family is gone
  reused,   // the token was rotated, and its grace period is over
};

// At most this many successors of a family are good: whoever asks again and again within the grace gets a new
// one each time, of which the oldest then count as used.
inline constexpr std::int64_t kSuccessorsMax = 100;
// How far the clocks of two nodes may differ without a token's grace ending at once.
inline constexpr Duration kClocksDiffer = std::chrono::seconds(5);

// Takes `used` out of use and `successor` into it. Until `grace` after its rotation a token is accepted
// again, for a client whose answer was lost or that asks twice; without a grace it is accepted once, whoever
// asks at the same time and whatever their clocks say. A reused token revokes the family: either the thief or
// the user has the newer one (RFC 9700, 4.14.2).
[[nodiscard]] std::expected<void, RotationFault> rotate_token_family(store::Connection& db,
                                                                     const tokens::RefreshToken& used,
                                                                     const tokens::RefreshToken& successor,
                                                                     Duration grace, Time now);

// Whether a successor was made by a rotation and never rotated itself: what a client that rotates no longer
// may still use. The first token of a family is told by find_user_and_sign_in.
[[nodiscard]] bool is_unused_successor(store::Connection& db, const tokens::RefreshToken& token);

// Forgets families whose tokens have expired and tokens whose time or grace is over; at most `limit` of
// each at a time. How many.
std::int64_t delete_expired_token_families(store::Connection& db, Time now, std::int64_t limit);

}  // namespace poolhouse::userpools
