#include "userpools/codes/verification_codes.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "api/cognito_idp/errors.h"
#include "crypto/encoding.h"
#include "store/slices.h"
#include "userpools/auth/attempts.h"
#include "userpools/rules/username.h"

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

// The operation that takes such codes.
CodeOperation operation_of(CodeFor purpose) {
  switch (purpose) {
    case CodeFor::sign_up:
      return CodeOperation::confirm_sign_up;
    case CodeFor::forgot_password:
      return CodeOperation::confirm_forgot_password;
    case CodeFor::email:
    case CodeFor::phone_number:
      return CodeOperation::verify_user_attribute;
  }
  std::unreachable();
}

std::string hashed_text(const UserPoolId& pool, const Sub& sub, CodeFor purpose, const Secret& code) {
  return fmt::format("{}|{}|{}|{}", pool.value(), sub.value(), stored_name(purpose), code.reveal());
}

}  // namespace

CodeFor code_for_attribute(std::string_view attribute_name) {
  return attribute_name == "phone_number" ? CodeFor::phone_number : CodeFor::email;
}

struct VerificationCodes::Live {
  std::string hash;
  SentCode sent;
};

VerificationCodes::VerificationCodes(const crypto::MasterKeys& keys, const Clock& clock, Random& random)
    : hash_(keys, "verification code"),
      address_hash_(keys, "address of a code"),
      clock_(clock),
      random_(random) {}

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

std::optional<VerificationCodes::Live> VerificationCodes::find(store::Connection& db, const UserPoolId& pool,
                                                               const Sub& sub, CodeFor purpose) const {
  const auto row = db.query_one(
      "SELECT code_hash, attribute, value, expires_at FROM verification_code "
      "WHERE pool_id = $1 AND sub = $2 AND purpose = $3",
      {pool.value(), sub.value(), stored_name(purpose)});
  if (!row || clock_.now() >= from_epoch_ms(row->integer(3))) return std::nullopt;
  return Live{.hash = row->blob(0), .sent = {.attribute = row->text(1), .value = row->text(2)}};
}

std::expected<SentCode, CodeFault> VerificationCodes::compare(const std::optional<Live>& live,
                                                              const UserPoolId& pool, const Sub& sub,
                                                              CodeFor purpose, const Secret& given) const {
  if (!live) return std::unexpected(CodeFault::none_live);
  const bool matches = hash_.matches(hashed_text(pool, sub, purpose, given), live->hash);
  const bool was_sent = !live->sent.attribute.empty();
  if (!matches || !was_sent) return std::unexpected(CodeFault::mismatch);
  return live->sent;
}

std::expected<SentCode, CodeFault> VerificationCodes::check(store::Connection& db, const UserPoolId& pool,
                                                            const Sub& sub, CodeFor purpose,
                                                            const Secret& given) const {
  return compare(find(db, pool, sub, purpose), pool, sub, purpose, given);
}

Sub VerificationCodes::address_subject(const UserPoolId& pool, std::string_view address) const {
  // Mailboxes do not tell cases apart, whatever the pool does.
  const auto one_spelling = folded(UsernameModel{.case_sensitive = false}, address);
  return Sub(crypto::to_hex(address_hash_.hash(fmt::format("{}|{}", pool.value(), one_spelling))));
}

std::expected<SentCode, CodeFault> VerificationCodes::guess(store::Connection& db, const UserPoolId& pool,
                                                            const Sub& subject, CodeFor purpose,
                                                            const Secret& given, WithoutCode without) const {
  const auto now = clock_.now();
  or_fail(use_code_operation(db, pool, subject, operation_of(purpose), now));
  const auto live = find(db, pool, subject, purpose);
  std::vector<Sub> counted_by = {subject};
  if (purpose != CodeFor::forgot_password) {
    // Of a code that was sent nowhere, an address of the subject's own.
    const bool was_sent = live && !live->sent.value.empty();
    counted_by.push_back(address_subject(pool, was_sent ? live->sent.value : subject.value()));
  }
  std::vector<Attempts> if_wrong;
  for (const auto& whose : counted_by) if_wrong.push_back(or_fail(with_wrong_code(db, pool, whose, now)));

  auto answer = compare(live, pool, subject, purpose, given);
  if (!live && without == WithoutCode::mismatch) answer = std::unexpected(CodeFault::mismatch);
  if (!answer && answer.error() == CodeFault::mismatch) {
    for (std::size_t i = 0; i < counted_by.size(); ++i)
      record_wrong_code(db, pool, counted_by[i], if_wrong[i]);
  }
  return answer;
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
