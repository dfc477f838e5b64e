#include "userpools/auth/attempts.h"

#include <string>

#include "store/slices.h"

namespace poolhouse::userpools {
namespace {

const std::string kSignIn = "sign_in";
const std::string kWrongCode = "wrong_code";

std::string action_of(CodeOperation operation) {
  switch (operation) {
    case CodeOperation::confirm_forgot_password:
      return "confirm_forgot_password";
    case CodeOperation::forgot_password:
      return "forgot_password";
    case CodeOperation::resend_confirmation_code:
      return "resend_confirmation_code";
    case CodeOperation::confirm_sign_up:
      return "confirm_sign_up";
    case CodeOperation::change_password:
      return "change_password";
    case CodeOperation::get_user_attribute_verification_code:
      return "get_user_attribute_verification_code";
    case CodeOperation::verify_user_attribute:
      return "verify_user_attribute";
  }
  return "unknown";
}

// Of failed sign-ins the last one is what counts from, of all else the window's beginning.
Attempts read_record(store::Connection& db, const UserPoolId& pool, const Sub& subject,
                     const std::string& action) {
  const auto row =
      db.query_one("SELECT count, since FROM attempt WHERE pool_id = $1 AND subject = $2 AND action = $3",
                   {pool.value(), subject.value(), action});
  if (!row) return {};
  return {.window_began_at = from_epoch_ms(row->integer(1)), .count = static_cast<int>(row->integer(0))};
}

void write_record(store::Connection& db, const UserPoolId& pool, const Sub& subject,
                  const std::string& action, const Attempts& record, Time forgotten_at) {
  db.execute(
      "INSERT INTO attempt (pool_id, subject, action, count, since, forget_at) VALUES ($1, $2, $3, $4, $5, "
      "$6) "
      "ON CONFLICT (pool_id, subject, action) DO UPDATE SET count = excluded.count, since = excluded.since, "
      "forget_at = excluded.forget_at",
      {pool.value(), subject.value(), action, std::int64_t{record.count}, to_epoch_ms(record.window_began_at),
       to_epoch_ms(forgotten_at)});
}

Decided<Attempts> with_one_more(store::Connection& db, const UserPoolId& pool, const Sub& subject,
                                CodeOperation operation, Time now) {
  return count_attempt(read_record(db, pool, subject, action_of(operation)), operation, now);
}

}  // namespace

SignInFailures sign_in_failures(store::Connection& db, const UserPoolId& pool, const Sub& subject) {
  const auto record = read_record(db, pool, subject, kSignIn);
  return {.count = record.count, .last_failed_at = record.window_began_at};
}

Decided<void> record_sign_in_failure(store::Connection& db, const UserPoolId& pool, const Sub& subject,
                                     Time now) {
  const auto before = sign_in_failures(db, pool, subject);
  if (auto free = check_not_locked(before, now); !free) return free;
  const auto after = after_failure(before, now);
  write_record(db, pool, subject, kSignIn, {.window_began_at = after.last_failed_at, .count = after.count},
               forgotten_at(after));
  return {};
}

Decided<void> record_right_password(store::Connection& db, const UserPoolId& pool, const Sub& subject,
                                    Time now) {
  const auto failures = sign_in_failures(db, pool, subject);
  if (auto free = check_not_locked(failures, now); !free) return free;
  if (failures.count > 0) {
    db.execute("DELETE FROM attempt WHERE pool_id = $1 AND subject = $2 AND action = $3",
               {pool.value(), subject.value(), kSignIn});
  }
  return {};
}

Decided<void> check_code_operation(store::Connection& db, const UserPoolId& pool, const Sub& subject,
                                   CodeOperation operation, Time now) {
  const auto after = with_one_more(db, pool, subject, operation, now);
  if (!after) return std::unexpected(after.error());
  return {};
}

Decided<void> use_code_operation(store::Connection& db, const UserPoolId& pool, const Sub& subject,
                                 CodeOperation operation, Time now) {
  const auto after = with_one_more(db, pool, subject, operation, now);
  if (!after) return std::unexpected(after.error());
  write_record(db, pool, subject, action_of(operation), *after, forgotten_at(*after, operation));
  return {};
}

Decided<Attempts> with_wrong_code(store::Connection& db, const UserPoolId& pool, const Sub& subject,
                                  Time now) {
  return count_wrong_code(read_record(db, pool, subject, kWrongCode), now);
}

void record_wrong_code(store::Connection& db, const UserPoolId& pool, const Sub& subject,
                       const Attempts& wrong_codes) {
  write_record(db, pool, subject, kWrongCode, wrong_codes, forgotten_at(wrong_codes));
}

std::int64_t delete_old_attempts(store::Connection& db, Time now, std::int64_t limit) {
  return store::delete_slice_before(db, "attempt", "forget_at", now, limit);
}

}  // namespace poolhouse::userpools
