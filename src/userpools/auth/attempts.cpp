#include "userpools/auth/attempts.h"

#include <string>

#include "store/slices.h"

namespace poolhouse::userpools {
namespace {

const std::string kSignIn = "sign_in";

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

struct Record {
  int count = 0;
  Time since{};
  Time last_at{};
};

Record read_record(store::Connection& db, const UserPoolId& pool, const Sub& subject,
                   const std::string& action) {
  const auto row = db.query_one(
      "SELECT count, since, last_at FROM attempt WHERE pool_id = $1 AND subject = $2 AND action = $3",
      {pool.value(), subject.value(), action});
  if (!row) return {};
  return {.count = static_cast<int>(row->integer(0)),
          .since = from_epoch_ms(row->integer(1)),
          .last_at = from_epoch_ms(row->integer(2))};
}

void write_record(store::Connection& db, const UserPoolId& pool, const Sub& subject,
                  const std::string& action, const Record& record) {
  db.execute(
      "INSERT INTO attempt (pool_id, subject, action, count, since, last_at) VALUES ($1, $2, $3, $4, $5, $6) "
      "ON CONFLICT (pool_id, subject, action) DO UPDATE SET count = excluded.count, since = excluded.since, "
      "last_at = excluded.last_at",
      {pool.value(), subject.value(), action, std::int64_t{record.count}, to_epoch_ms(record.since),
       to_epoch_ms(record.last_at)});
}

Decided<Attempts> with_one_more(store::Connection& db, const UserPoolId& pool, const Sub& subject,
                                CodeOperation operation, Time now) {
  const auto record = read_record(db, pool, subject, action_of(operation));
  return count_attempt({.window_began_at = record.since, .count = record.count}, operation, now);
}

}  // namespace

SignInFailures sign_in_failures(store::Connection& db, const UserPoolId& pool, const Sub& subject) {
  const auto record = read_record(db, pool, subject, kSignIn);
  return {.count = record.count, .last_failed_at = record.last_at};
}

Decided<void> record_sign_in_failure(store::Connection& db, const UserPoolId& pool, const Sub& subject,
                                     Time now) {
  const auto before = sign_in_failures(db, pool, subject);
  if (auto free = check_not_locked(before, now); !free) return free;
  const auto after = after_failure(before, now);
  write_record(db, pool, subject, kSignIn,
               {.count = after.count, .since = after.last_failed_at, .last_at = after.last_failed_at});
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
  write_record(db, pool, subject, action_of(operation),
               {.count = after->count, .since = after->window_began_at, .last_at = now});
  return {};
}

std::int64_t delete_old_attempts(store::Connection& db, Time now, std::int64_t limit) {
  // The longest window of all rules is an hour (rules/lockout.h).
  return store::delete_slice_before(db, "attempt", "last_at", now - std::chrono::hours(1), limit);
}

}  // namespace poolhouse::userpools
