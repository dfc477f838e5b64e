#include "userpools/codes/verification_codes.h"

#include <fmt/format.h>

#include "api/cognito_idp/errors.h"
#include "store/slices.h"

namespace poolhouse::userpools {
namespace {

std::string stored_name(CodeFor purpose) {
  switch (purpose) {
    case CodeFor::sign_up:
      return "sign_up";
    case CodeFor::forgot_password:
      return "forgot_password";
    case CodeFor::email:
      return "email";
    case CodeFor::phone_number:
      return "phone_number";
  }
  return "unknown";
}

std::string hashed_text(const UserPoolId& pool, const Sub& sub, CodeFor purpose, const Secret& code) {
  return fmt::format("{}|{}|{}|{}", pool.value(), sub.value(), stored_name(purpose), code.reveal());
}

}  // namespace

CodeFor code_for_attribute(std::string_view attribute_name) {
  return attribute_name == "phone_number" ? CodeFor::phone_number : CodeFor::email;
}

VerificationCodes::VerificationCodes(const crypto::MasterKeys& keys, const Clock& clock, Random& random)
    : hash_(keys, "verification code"), clock_(clock), random_(random) {}

Secret VerificationCodes::make(CodePurpose purpose) const {
  return Secret(random_.text(code_digits(purpose), "0123456789"));
}

void VerificationCodes::save(store::Connection& db, const UserPoolId& pool, const Sub& sub, CodeFor purpose,
                             const Secret& code, const SentCode& sent, Duration ttl) const {
  db.execute(
      "INSERT INTO verification_code (pool_id, sub, purpose, code_hash, attribute, value, expires_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (pool_id, sub, purpose) DO UPDATE SET "
      "code_hash = excluded.code_hash, attribute = excluded.attribute, value = excluded.value, "
      "expires_at = excluded.expires_at",
      {pool.value(), sub.value(), stored_name(purpose),
       store::Blob{hash_.hash(hashed_text(pool, sub, purpose, code))}, sent.attribute, sent.value,
       to_epoch_ms(clock_.now() + ttl)});
}

std::expected<SentCode, CodeFault> VerificationCodes::check(store::Connection& db, const UserPoolId& pool,
                                                            const Sub& sub, CodeFor purpose,
                                                            const Secret& given) const {
  const auto row = db.query_one(
      "SELECT code_hash, attribute, value, expires_at FROM verification_code "
      "WHERE pool_id = $1 AND sub = $2 AND purpose = $3",
      {pool.value(), sub.value(), stored_name(purpose)});
  if (!row || clock_.now() >= from_epoch_ms(row->integer(3))) return std::unexpected(CodeFault::none_live);
  const bool matches = hash_.matches(hashed_text(pool, sub, purpose, given), row->blob(0));
  const bool was_sent = !row->text(1).empty();
  if (!matches || !was_sent) return std::unexpected(CodeFault::mismatch);
  return SentCode{.attribute = row->text(1), .value = row->text(2)};
}

void VerificationCodes::remove(store::Connection& db, const UserPoolId& pool, const Sub& sub,
                               CodeFor purpose) const {
  db.execute("DELETE FROM verification_code WHERE pool_id = $1 AND sub = $2 AND purpose = $3",
             {pool.value(), sub.value(), stored_name(purpose)});
}

std::optional<SentCode> VerificationCodes::find_live(store::Connection& db, const UserPoolId& pool,
                                                     const Sub& sub, CodeFor purpose) const {
  const auto row = db.query_one(
      "SELECT attribute, value, expires_at FROM verification_code "
      "WHERE pool_id = $1 AND sub = $2 AND purpose = $3",
      {pool.value(), sub.value(), stored_name(purpose)});
  if (!row || clock_.now() >= from_epoch_ms(row->integer(2))) return std::nullopt;
  return SentCode{.attribute = row->text(0), .value = row->text(1)};
}

std::int64_t delete_expired_codes(store::Connection& db, Time now, std::int64_t limit) {
  return store::delete_slice_before(db, "verification_code", "expires_at", now, limit);
}

void refuse_code(CodeFault fault) {
  if (fault == CodeFault::mismatch) {
    throw cognito_idp::CodeMismatchException("Invalid verification code provided, please try again.");
  }
  throw cognito_idp::ExpiredCodeException("Invalid code provided, please request a code again.");
}

}  // namespace poolhouse::userpools
