#include "userpools/tokens/token_family.h"

#include "store/slices.h"

namespace poolhouse::userpools {
namespace {

using store::Connection;

// A slice is short enough for a sign-in to wait behind it.
constexpr std::int64_t kFamiliesAtOnce = 500;

// What the rotation of a token found.
struct Use {
  enum class Kind { first, again, unknown } kind;
  Time rotated_at{};  // again: by whom was first
};

bool in_grace(Time rotated_at, Duration grace, Time now) {
  return grace > Duration::zero() && now >= rotated_at - kClocksDiffer && now < rotated_at + grace;
}

Use use_first_token(Connection& db, const tokens::RefreshToken& used, std::optional<std::int64_t> rotated_at,
                    Time now) {
  if (rotated_at) return {.kind = Use::Kind::again, .rotated_at = from_epoch_ms(*rotated_at)};
  db.execute("UPDATE token_family SET rotated_at = $4 WHERE pool_id = $1 AND sub = $2 AND origin_jti = $3",
             {used.pool.value(), used.sub.value(), used.origin_jti.value(), to_epoch_ms(now)});
  return {.kind = Use::Kind::first};
}

// Written first and looked at only if somebody was there before: a transaction that read where others insert
// could not be committed beside them (docs/architecture.md). A token that has no row gets one by this, with
// the time 0 for its issue; the caller ends the family, and the row with it.
Use use_successor(Connection& db, const tokens::RefreshToken& used, Duration grace, Time now) {
  const auto issued = db.query_one(
      "INSERT INTO refresh_token (pool_id, sub, origin_jti, token_id, issued_at, rotated_at, forget_at) "
      "VALUES ($1, $2, $3, $4, 0, $5, $6) "
      "ON CONFLICT (pool_id, sub, origin_jti, token_id) DO UPDATE SET rotated_at = excluded.rotated_at, "
      "forget_at = excluded.forget_at WHERE refresh_token.rotated_at IS NULL RETURNING issued_at",
      {used.pool.value(), used.sub.value(), used.origin_jti.value(), used.token_id, to_epoch_ms(now),
       to_epoch_ms(now + grace + kClocksDiffer)});
  if (issued) return {.kind = issued->integer(0) == 0 ? Use::Kind::unknown : Use::Kind::first};
  const auto row = db.query_one(
      "SELECT rotated_at FROM refresh_token "
      "WHERE pool_id = $1 AND sub = $2 AND origin_jti = $3 AND token_id = $4",
      {used.pool.value(), used.sub.value(), used.origin_jti.value(), used.token_id});
  return {.kind = Use::Kind::again, .rotated_at = from_epoch_ms(row.value().integer(0))};
}

void insert_successor(Connection& db, const tokens::RefreshToken& token) {
  db.execute(
      "INSERT INTO refresh_token (pool_id, sub, origin_jti, token_id, issued_at, forget_at) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      {token.pool.value(), token.sub.value(), token.origin_jti.value(), token.token_id,
       to_epoch_ms(token.issued_at), to_epoch_ms(token.expires_at)});
}

// Only a token that is used again makes a family have more good ones than before.
void drop_oldest_successors(Connection& db, const tokens::RefreshToken& of) {
  const auto newest_dropped = db.query_one(
      "SELECT issued_at FROM refresh_token WHERE pool_id = $1 AND sub = $2 AND origin_jti = $3 "
      "ORDER BY issued_at DESC LIMIT 1 OFFSET $4",
      {of.pool.value(), of.sub.value(), of.origin_jti.value(), kSuccessorsMax});
  if (!newest_dropped) return;
  db.execute(
      "DELETE FROM refresh_token WHERE pool_id = $1 AND sub = $2 AND origin_jti = $3 AND issued_at <= $4",
      {of.pool.value(), of.sub.value(), of.origin_jti.value(), newest_dropped->integer(0)});
}

// Removes ended families behind `after`, all of them when the user is gone, and what their rotations left.
// Where to go on, or nothing.
std::optional<std::string> remove_slice(Connection& db, const UserPoolId& pool, const Sub& sub,
                                        const std::string& after) {
  const auto last = db.query_one(
      "SELECT origin_jti FROM token_family WHERE pool_id = $1 AND sub = $2 AND origin_jti > $3 "
      "ORDER BY origin_jti LIMIT 1 OFFSET $4",
      {pool.value(), sub.value(), after, kFamiliesAtOnce - 1});
  // No origin_jti sorts behind it: they are UUIDs.
  const auto end = last ? last->text(0) : std::string("~");
  db.execute(
      "DELETE FROM token_family WHERE pool_id = $1 AND sub = $2 AND origin_jti > $3 AND origin_jti <= $4 "
      "AND sign_outs < coalesce("
      "(SELECT u.sign_outs FROM user_account u WHERE u.pool_id = $1 AND u.sub = $2), sign_outs + 1)",
      {pool.value(), sub.value(), after, end});
  db.execute(
      "DELETE FROM refresh_token WHERE pool_id = $1 AND sub = $2 AND origin_jti > $3 AND origin_jti <= $4 "
      "AND NOT EXISTS (SELECT 1 FROM token_family f WHERE f.pool_id = $1 AND f.sub = $2 "
      "AND f.origin_jti = refresh_token.origin_jti)",
      {pool.value(), sub.value(), after, end});
  return last ? std::optional(end) : std::nullopt;
}

}  // namespace

void insert_token_family(store::Connection& db, const TokenFamily& family) {
  db.execute(
      "INSERT INTO token_family (pool_id, sub, origin_jti, client_id, expires_at, sign_outs) VALUES "
      "($1, $2, $3, $4, $5, (SELECT u.sign_outs FROM user_account u WHERE u.pool_id = $1 AND u.sub = $2))",
      {family.pool.value(), family.sub.value(), family.id.value(), family.client.value(),
       to_epoch_ms(family.expires_at)});
}

void revoke_token_family(store::Connection& db, const UserPoolId& pool, const Sub& sub, const OriginJti& id) {
  const std::initializer_list<store::Value> key = {pool.value(), sub.value(), id.value()};
  db.execute("DELETE FROM token_family WHERE pool_id = $1 AND sub = $2 AND origin_jti = $3", key);
  db.execute("DELETE FROM refresh_token WHERE pool_id = $1 AND sub = $2 AND origin_jti = $3", key);
}

void revoke_all_token_families(store::Connection& db, const UserPoolId& pool, const Sub& sub) {
  db.execute("UPDATE user_account SET sign_outs = sign_outs + 1 WHERE pool_id = $1 AND sub = $2",
             {pool.value(), sub.value()});
}

Task<> remove_ended_token_families(store::Store& store, UserPoolId pool, Sub sub) {
  std::optional<std::string> after = "";
  while (after) {
    after = co_await store.write([&](store::Connection& db) { return remove_slice(db, pool, sub, *after); });
  }
}

std::expected<void, RotationFault> rotate_token_family(store::Connection& db,
                                                       const tokens::RefreshToken& used,
                                                       const tokens::RefreshToken& successor, Duration grace,
                                                       Time now) {
  const auto family = db.query_one(
      "SELECT rotated_at FROM token_family WHERE pool_id = $1 AND sub = $2 AND origin_jti = $3 "
      "AND sign_outs = (SELECT u.sign_outs FROM user_account u WHERE u.pool_id = $1 AND u.sub = $2)",
      {used.pool.value(), used.sub.value(), used.origin_jti.value()});
  if (!family) return std::unexpected(RotationFault::revoked);
  const auto use = used.generation == 0 ? use_first_token(db, used, family->optional_integer(0), now)
                                        : use_successor(db, used, grace, now);
  if (use.kind != Use::Kind::first &&
      !(use.kind == Use::Kind::again && in_grace(use.rotated_at, grace, now))) {
    revoke_token_family(db, used.pool, used.sub, used.origin_jti);
    return std::unexpected(RotationFault::reused);
  }
  insert_successor(db, successor);
  if (use.kind == Use::Kind::again) drop_oldest_successors(db, successor);
  return {};
}

bool is_unused_successor(store::Connection& db, const tokens::RefreshToken& token) {
  const auto row = db.query_one(
      "SELECT rotated_at FROM refresh_token "
      "WHERE pool_id = $1 AND sub = $2 AND origin_jti = $3 AND token_id = $4",
      {token.pool.value(), token.sub.value(), token.origin_jti.value(), token.token_id});
  return row && row->is_null(0);
}

std::int64_t delete_expired_token_families(store::Connection& db, Time now, std::int64_t limit) {
  return store::delete_slice_before(db, "token_family", "expires_at", now, limit) +
         store::delete_slice_before(db, "refresh_token", "forget_at", now, limit);
}

}  // namespace poolhouse::userpools
