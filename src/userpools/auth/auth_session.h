// The Session between two steps of a sign-in: sealed, bound to client, user and step, used once.
#pragma once

#include <string>

#include "base/secret.h"
#include "base/strong.h"
#include "base/time.h"
#include "store/store.h"
#include "tokens/sealed_state.h"
#include "userpools/clients/app_client.h"
#include "userpools/users/user.h"

namespace poolhouse::userpools {

struct AuthSession {
  std::string id;
  // The challenge it was given out with: it answers no other.
  cognito_idp::ChallengeNameType challenge;
  // By which the sign-in began.
  cognito_idp::AuthFlowType flow;
  Sub sub;
  // Of the user's password as it was then.
  std::string password_digest;
  Time expires_at;
};

// True when the session was issued to that user, whose password has not been replaced since: a leaked
// temporary password is of no more use once an administrator has given another.
[[nodiscard]] bool is_of(const AuthSession& session, const User& user);

class AuthSessions {
 public:
  AuthSessions(const crypto::MasterKeys& keys, Random& random, const Clock& clock);

  // Valid for the client's AuthSessionValidity.
  [[nodiscard]] Secret issue(const AppClient& client, cognito_idp::ChallengeNameType challenge,
                             cognito_idp::AuthFlowType flow, const User& user) const;
  // InvalidParameterException when there is none; NotAuthorizedException `Invalid session for the user.`, or
  // `…, session is expired.`
  [[nodiscard]] AuthSession require(const AppClient& client, cognito_idp::ChallengeNameType challenge,
                                    const std::optional<Secret>& session) const;
  // The same refusal as `spend`, for before the work that an answer costs.
  void require_unspent(store::Connection& db, const UserPoolId& pool, const AuthSession& session) const;
  // Inside the transaction that uses it. NotAuthorizedException `…, session can only be used once.`
  void spend(store::Connection& db, const UserPoolId& pool, const AuthSession& session) const;

 private:
  tokens::StateSealer sealer_;
  const Clock& clock_;
};

}  // namespace poolhouse::userpools
