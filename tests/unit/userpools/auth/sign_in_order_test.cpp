// Which refusal wins (reference 4.3).
#include "userpools/auth/sign_in_order.h"

#include <gtest/gtest.h>

#include "api/cognito_idp/types.h"
#include "api/errors.h"

namespace poolhouse::userpools {
namespace {

using cognito_idp::UserStatusType;

const Time kNow = from_epoch_ms(1'800'000'000'000);
const SignInFailures kFree{};
const SignInFailures kLocked{.count = 5, .last_failed_at = kNow};

std::optional<User> user(UserStatusType status, bool enabled) {
  User found;
  found.status = status;
  found.enabled = enabled;
  return found;
}

TEST(SignInOrder, before_the_password) {
  struct Case {
    const char* what;
    std::optional<User> user;
    SignInFailures failures;
    std::optional<SignInRefusal> shown;
    std::optional<SignInRefusal> hidden;
  };
  const auto nothing = std::optional<SignInRefusal>();
  // Each row lacks what the row above was refused for.
  const std::vector<Case> cases = {
      {"locked, disabled, reset", user(UserStatusType::RESET_REQUIRED, false), kLocked, SignInRefusal::locked,
       SignInRefusal::locked},
      {"locked name of nobody", std::nullopt, kLocked, SignInRefusal::locked, SignInRefusal::locked},
      {"disabled, reset", user(UserStatusType::RESET_REQUIRED, false), kFree, SignInRefusal::disabled,
       nothing},
      {"reset", user(UserStatusType::RESET_REQUIRED, true), kFree, SignInRefusal::reset_required,
       SignInRefusal::reset_required},
      {"unconfirmed", user(UserStatusType::UNCONFIRMED, true), kFree, nothing, nothing},
      {"temporary password", user(UserStatusType::FORCE_CHANGE_PASSWORD, true), kFree, nothing, nothing},
      {"confirmed", user(UserStatusType::CONFIRMED, true), kFree, nothing, nothing},
      {"nobody", std::nullopt, kFree, nothing, nothing},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    EXPECT_EQ(refusal_before_password(c.user, c.failures, ShowUserExistence::yes, kNow), c.shown);
    EXPECT_EQ(refusal_before_password(c.user, c.failures, ShowUserExistence::no, kNow), c.hidden);
  }
}

TEST(SignInOrder, after_the_right_password) {
  struct Case {
    const char* what;
    bool enabled;
    UserStatusType status;
    std::optional<Time> expires_at;
    std::optional<SignInRefusal> refusal;
  };
  const std::vector<Case> cases = {
      {"disabled, unconfirmed, expired", false, UserStatusType::UNCONFIRMED, kNow, SignInRefusal::disabled},
      {"unconfirmed, expired", true, UserStatusType::UNCONFIRMED, kNow, SignInRefusal::not_confirmed},
      {"expired", true, UserStatusType::FORCE_CHANGE_PASSWORD, kNow,
       SignInRefusal::temporary_password_expired},
      {"about to expire", true, UserStatusType::FORCE_CHANGE_PASSWORD, kNow + Duration(1), std::nullopt},
      {"confirmed", true, UserStatusType::CONFIRMED, std::nullopt, std::nullopt},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    auto found = *user(c.status, c.enabled);
    found.password_expires_at = c.expires_at;
    EXPECT_EQ(refusal_after_password(found, kNow), c.refusal);
  }
}

TEST(SignInOrder, every_refusal_has_the_words_of_the_service) {
  struct Case {
    SignInRefusal refusal;
    const char* type;
    const char* message;
  };
  for (const auto& c :
       {Case{SignInRefusal::locked, "NotAuthorizedException", "Password attempts exceeded"},
        Case{SignInRefusal::disabled, "NotAuthorizedException", "User is disabled."},
        Case{SignInRefusal::reset_required, "PasswordResetRequiredException",
             "Password reset required for the user"},
        Case{SignInRefusal::wrong_password, "NotAuthorizedException", "Incorrect username or password."},
        Case{SignInRefusal::not_confirmed, "UserNotConfirmedException", "User is not confirmed."},
        Case{SignInRefusal::temporary_password_expired, "NotAuthorizedException",
             "Temporary password has expired and must be reset by an administrator."}}) {
    try {
      refuse_sign_in(c.refusal);
      FAIL() << c.message;
    } catch (const ApiError& error) {
      EXPECT_EQ(error.code(), c.type);
      EXPECT_EQ(error.message(), c.message);
    }
  }
}

}  // namespace
}  // namespace poolhouse::userpools
