// NEW_PASSWORD_REQUIRED: a user with a temporary password chooses a permanent one.
#pragma once

#include "base/cpu_pool.h"
#include "base/task.h"
#include "userpools/auth/auth_step.h"
#include "userpools/auth/complete_sign_in.h"
#include "userpools/users/password.h"

namespace poolhouse::userpools {

// The challenge: what the user has, and which required attributes have no value yet, both as JSON texts
// (reference 4.6).
[[nodiscard]] AuthOutcome new_password_required(const Pool& pool, const User& user, Secret session);

class NewPasswordRequired {
 public:
  NewPasswordRequired(store::Store& store, const Passwords& passwords, CpuPool& cpu,
                      const AuthSessions& sessions, CompleteSignIn& complete, const Clock& clock);

  // A password that breaks the policy, or attributes that do not fit, leave the session usable.
  Task<AuthOutcome> answer(const AuthStep& step);

 private:
  store::Store& store_;
  const Passwords& passwords_;
  CpuPool& cpu_;
  const AuthSessions& sessions_;
  CompleteSignIn& complete_;
  const Clock& clock_;
};

}  // namespace poolhouse::userpools
