#include "userpools/auth/auth_session.h"

#include "api/cognito_idp/errors.h"
#include "base/packed.h"
#include "crypto/digest.h"
#include "userpools/auth/spent_states.h"
#include "userpools/rules/token_validity.h"

namespace poolhouse::userpools {

using cognito_idp::NotAuthorizedException;

namespace {

std::string password_digest(const User& user) {
  return user.sealed_password ? crypto::sha256(*user.sealed_password) : std::string();
}

NotAuthorizedException used_already() {
  return NotAuthorizedException("Invalid session for the user, session can only be used once.");
}

}  // namespace

bool is_of(const AuthSession& session, const User& user) {
  return session.sub == user.sub && session.password_digest == password_digest(user);
}

AuthSessions::AuthSessions(const crypto::MasterKeys& keys, Random& random, const Clock& clock)
    : sealer_(keys, "sign-in session", tokens::StateForm::session, random), clock_(clock) {}

Secret AuthSessions::issue(const AppClient& client, cognito_idp::ChallengeNameType challenge,
                           cognito_idp::AuthFlowType flow, const User& user) const {
  PackedWriter state;
  state.text(to_string(challenge)).text(to_string(flow)).text(user.sub.value()).text(password_digest(user));
  const auto expires_at =
      clock_.now() + or_fail(effective_validity(token_validity_of(client.settings))).auth_session;
  return Secret(sealer_.seal(state.bytes(), client.id.value(), expires_at).text);
}

AuthSession AuthSessions::require(const AppClient& client, cognito_idp::ChallengeNameType challenge,
                                  const std::optional<Secret>& session) const {
  if (!session) throw cognito_idp::InvalidParameterException("Missing required parameter Session");
  const auto opened = sealer_.open(session->reveal(), client.id.value(), clock_.now());
  if (!opened) {
    throw NotAuthorizedException(opened.error() == tokens::StateError::expired
                                     ? "Invalid session for the user, session is expired."
                                     : "Invalid session for the user.");
  }
  PackedReader state(opened->payload.reveal());
  if (state.text() != to_string(challenge)) throw NotAuthorizedException("Invalid session for the user.");
  AuthSession found{.id = opened->id,
                    .challenge = challenge,
                    .flow = api::from_string<cognito_idp::AuthFlowType>(state.text()).value(),
                    .sub = Sub(state.text()),
                    .password_digest = {},
                    .expires_at = opened->expires_at};
  found.password_digest = state.text();
  return found;
}

void AuthSessions::require_unspent(store::Connection& db, const UserPoolId& pool,
                                   const AuthSession& session) const {
  if (is_spent(db, pool, session.id)) throw used_already();
}

void AuthSessions::spend(store::Connection& db, const UserPoolId& pool, const AuthSession& session) const {
  if (!spend_state(db, pool, session.id, session.expires_at)) throw used_already();
}

}  // namespace poolhouse::userpools
