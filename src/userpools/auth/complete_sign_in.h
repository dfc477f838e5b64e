// What comes after a right first factor: the checks behind it, then a further challenge or the tokens.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/task.h"
#include "base/time.h"
#include "store/store.h"
#include "triggers/triggers.h"
#include "userpools/auth/auth_session.h"
#include "userpools/auth/auth_step.h"
#include "userpools/tokens/token_issuer.h"
#include "userpools/users/user.h"

namespace poolhouse::userpools {

class CompleteSignIn {
 public:
  CompleteSignIn(store::Store& store, const AuthSessions& sessions, TokenIssuer& issuer,
                 triggers::Triggers& triggers, const Clock& clock);

  // After the right password. `with` is done in the transaction that takes the sign-in further: it spends
  // what proved the password and resets the failure counter.
  Task<AuthOutcome> after_password(const AuthStep& step, User user, WithSignIn with);

  // After the last challenge: tokens, then PostAuthentication. `user` is as it was checked, or as `with`
  // makes it: when it was disabled, given another password or deleted meanwhile, the sign-in is refused.
  Task<AuthOutcome> issue_tokens(const AuthStep& step, User user, std::string trigger_source,
                                 WithSignIn with);

 private:
  store::Store& store_;
  const AuthSessions& sessions_;
  TokenIssuer& issuer_;
  triggers::Triggers& triggers_;
  const Clock& clock_;
};

// PreAuthentication, which runs before the password is looked at. No user: a name that nobody has, at a
// client that hides so.
[[nodiscard]] triggers::PreAuthentication before_password(const AuthStep& step,
                                                          const std::optional<User>& user,
                                                          std::string_view username);

}  // namespace poolhouse::userpools
