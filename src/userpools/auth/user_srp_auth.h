// USER_SRP_AUTH and its challenge PASSWORD_VERIFIER: the password never leaves the client.
//
//   initiate          A  →  SALT, SRP_B, SECRET_BLOCK: our half of the exchange, sealed, carried by the
//   client answer            the claim: an HMAC by the shared key over the secret block and a timestamp
//
// A secret block proves at most one password: it is spent by the first answer, right or wrong.
#pragma once

#include "base/cpu_pool.h"
#include "base/random.h"
#include "base/task.h"
#include "userpools/auth/auth_step.h"
#include "userpools/auth/complete_sign_in.h"
#include "userpools/auth/one_at_a_time.h"
#include "userpools/users/password.h"

namespace poolhouse::userpools {

class UserSrpAuth {
 public:
  UserSrpAuth(store::Store& store, const Passwords& passwords, const crypto::MasterKeys& keys, CpuPool& cpu,
              triggers::Triggers& triggers, CompleteSignIn& complete, const Clock& clock, Random& random);

  Task<AuthOutcome> initiate(const AuthStep& step);
  Task<AuthOutcome> answer_password_verifier(const AuthStep& step);

 private:
  struct Exchange;
  [[nodiscard]] std::string seal(const AppClient& client, const Exchange& exchange) const;
  [[nodiscard]] Exchange open(const AppClient& client, std::string_view secret_block) const;

  store::Store& store_;
  const Passwords& passwords_;
  CpuPool& cpu_;
  triggers::Triggers& triggers_;
  CompleteSignIn& complete_;
  const Clock& clock_;
  Random& random_;
  tokens::StateSealer sealer_;
  OneAtATime answers_;
};

}  // namespace poolhouse::userpools
