#include "userpools/rules/lockout.h"

#include <algorithm>
#include <utility>

namespace poolhouse::userpools {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html: "After five failed sign-in
// attempts … locks out your user for one second. The lockout duration then doubles after each additional
// one failed attempt, up to a maximum of approximately 15 minutes."
constexpr int kFailuresBeforeLock = 5;
constexpr Duration kLockMax = minutes(15);
constexpr Duration kForgottenAfter = minutes(15);

// The service gives ConfirmForgotPassword 5 to 20 by the risk it sees; it names no figure for ForgotPassword.
constexpr AttemptWindow kWindows[] = {
    {CodeOperation::confirm_forgot_password, 10, hours(1)},
    {CodeOperation::forgot_password, 10, hours(1)},
    {CodeOperation::resend_confirmation_code, 5, hours(1)},
    {CodeOperation::confirm_sign_up, 15, hours(1)},
    {CodeOperation::change_password, 5, hours(1)},
    {CodeOperation::get_user_attribute_verification_code, 5, hours(1)},
    {CodeOperation::verify_user_attribute, 15, hours(1)},
};

constexpr int kWrongCodesMax = 100;
constexpr Duration kWrongCodesWindow = hours(24);

Decided<Attempts> counted(const Attempts& attempts, int attempts_max, Duration window, Time now) {
  if (now - attempts.window_began_at >= window) return Attempts{.window_began_at = now, .count = 1};
  if (attempts.count >= attempts_max) {
    return refuse(Refusal::limit_exceeded, "Attempt limit exceeded, please try after some time.");
  }
  return Attempts{.window_began_at = attempts.window_began_at, .count = attempts.count + 1};
}

}  // namespace

Time locked_until(const SignInFailures& failures) {
  if (failures.count < kFailuresBeforeLock) return failures.last_failed_at;
  // 2^10 seconds are past the maximum already.
  const int doublings = std::min(failures.count - kFailuresBeforeLock, 10);
  return failures.last_failed_at + std::min<Duration>(kLockMax, seconds(1 << doublings));
}

Decided<void> check_not_locked(const SignInFailures& failures, Time now) {
  if (now >= locked_until(failures)) return {};
  return refuse(Refusal::not_authorized, "Password attempts exceeded");
}

SignInFailures after_failure(const SignInFailures& failures, Time now) {
  const bool forgotten = now - failures.last_failed_at >= kForgottenAfter;
  return {.count = forgotten ? 1 : failures.count + 1, .last_failed_at = now};
}

Time forgotten_at(const SignInFailures& failures) { return failures.last_failed_at + kForgottenAfter; }

AttemptWindow attempt_window(CodeOperation operation) {
  for (const auto& window : kWindows) {
    if (window.operation == operation) return window;
  }
  std::unreachable();
}

Decided<Attempts> count_attempt(const Attempts& attempts, CodeOperation operation, Time now) {
  const auto [_, attempts_max, window] = attempt_window(operation);
  return counted(attempts, attempts_max, window, now);
}

Time forgotten_at(const Attempts& attempts, CodeOperation operation) {
  return attempts.window_began_at + attempt_window(operation).window;
}

Decided<Attempts> count_wrong_code(const Attempts& wrong_codes, Time now) {
  return counted(wrong_codes, kWrongCodesMax, kWrongCodesWindow, now);
}

Time forgotten_at(const Attempts& wrong_codes) { return wrong_codes.window_began_at + kWrongCodesWindow; }

}  // namespace poolhouse::userpools
