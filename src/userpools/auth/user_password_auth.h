// USER_PASSWORD_AUTH, ADMIN_USER_PASSWORD_AUTH and its old name ADMIN_NO_SRP_AUTH: the client sends the
// password itself. Also the answer to the ADMIN_NO_SRP_AUTH challenge.
#pragma once

#include "base/cpu_pool.h"
#include "base/task.h"
#include "userpools/auth/auth_step.h"
#include "userpools/auth/complete_sign_in.h"
#include "userpools/users/migrate_user.h"
#include "userpools/users/password.h"

namespace poolhouse::userpools {

class UserPasswordAuth {
 public:
  UserPasswordAuth(store::Store& store, const Passwords& passwords, CpuPool& cpu,
                   triggers::Triggers& triggers, CompleteSignIn& complete, const AuthSessions& sessions,
                   MigrateUser& migrate, const Clock& clock);

  Task<AuthOutcome> initiate(const AuthStep& step, cognito_idp::AuthFlowType flow);
  // AdminInitiateAuth ADMIN_NO_SRP_AUTH without PASSWORD asks for it by a challenge of the same name.
  Task<AuthOutcome> answer_admin_no_srp_auth(const AuthStep& step);

 private:
  // `with` is done in the transaction that settles the attempt, whether the password was right or wrong.
  Task<AuthOutcome> check(const AuthStep& step, std::string_view username, const Secret& password,
                          WithSignIn with);

  store::Store& store_;
  const Passwords& passwords_;
  CpuPool& cpu_;
  triggers::Triggers& triggers_;
  CompleteSignIn& complete_;
  const AuthSessions& sessions_;
  MigrateUser& migrate_;
  const Clock& clock_;
};

}  // namespace poolhouse::userpools
