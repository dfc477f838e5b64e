// The tokens of one sign-in, known by one row: revocation, rotation and reuse detection.
#pragma once

#include <expected>
#include <optional>

#include "base/strong.h"
#include "base/time.h"
#include "store/store.h"

namespace poolhouse::userpools {

// Named by the origin_jti of its tokens; for a client without token revocation, whose tokens carry none,
// by their event_id.
struct TokenFamily {
  UserPoolId pool;
  Sub sub;
  OriginJti id;
  ClientId client;
  Time expires_at;
  std::int64_t generation = 0;
};

void insert_token_family(store::Connection& db, const TokenFamily& family);
// RevokeToken.
void revoke_token_family(store::Connection& db, const UserPoolId& pool, const Sub& sub, const OriginJti& id);
// GlobalSignOut, AdminUserGlobalSignOut, AdminDisableUser.
void revoke_all_token_families(store::Connection& db, const UserPoolId& pool, const Sub& sub);

enum class RotationFault {
  revoked,  // the family is gone
  reused,   // a newer token of the family exists and the grace period is over
};

// Takes the refresh token of `generation` out of use; its successor is of the next one. Until `grace` after
// a rotation the predecessor is accepted too, for a client whose answer was lost.
// A reused token revokes the family: either the thief or the user has the newer one (RFC 9700, 4.14.2).
[[nodiscard]] std::expected<void, RotationFault> rotate_token_family(store::Connection& db,
                                                                     const UserPoolId& pool, const Sub& sub,
                                                                     const OriginJti& id,
                                                                     std::int64_t generation, Duration grace,
                                                                     Time now);

// Forgets families whose refresh token has expired; at most `limit` at a time. How many.
std::int64_t delete_expired_token_families(store::Connection& db, Time now, std::int64_t limit);

}  // namespace poolhouse::userpools
