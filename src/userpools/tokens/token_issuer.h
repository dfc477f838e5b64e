// Issues the tokens of a sign-in: the PreTokenGeneration trigger, the claims, the signatures and the row
// that keeps them revocable.
#pragma once

#include <functional>
#include <string>

#include "api/cognito_idp/types/authentication_result_type.h"
#include "base/cpu_pool.h"
#include "base/random.h"
#include "base/task.h"
#include "base/time.h"
#include "store/store.h"
#include "tokens/refresh_token.h"
#include "triggers/triggers.h"
#include "userpools/clients/app_client.h"
#include "userpools/tokens/signing_keys.h"
#include "userpools/users/user.h"

namespace poolhouse::userpools {

// Whose tokens, for whom, and why.
struct TokenSubject {
  PoolRef pool;
  AppClientRef client;
  User user;
  // TokenGeneration_Authentication, TokenGeneration_NewPasswordChallenge, TokenGeneration_RefreshTokens, …
  std::string trigger_source;
  triggers::Metadata client_metadata;
};

// Runs in the transaction that makes the sign-in real: spends the session, resets the failure counter.
// Throws what refuses it.
using WithSignIn = std::function<void(store::Connection&)>;

class TokenIssuer {
 public:
  TokenIssuer(store::Store& store, SigningKeys& keys, const tokens::RefreshTokens& refresh_tokens,
              CpuPool& cpu, triggers::Triggers& triggers, const Clock& clock, Random& random,
              std::string issuer_base);

  // A new sign-in: ID, access and refresh token of a new family. `with` and the family are one transaction.
  Task<cognito_idp::AuthenticationResultType> sign_in(TokenSubject subject, WithSignIn with);

  // What `used` is rotated to: a token that ends when `used` would.
  [[nodiscard]] tokens::RefreshToken successor_of(tokens::RefreshToken used);

  // New ID and access tokens of the sign-in that `used` is from; with `successor` also that refresh token.
  Task<cognito_idp::AuthenticationResultType> refresh(TokenSubject subject, tokens::RefreshToken used,
                                                      std::optional<tokens::RefreshToken> successor);

 private:
  struct Grant;
  Task<cognito_idp::AuthenticationResultType> sign(TokenSubject subject, Grant grant, Lane lane);

  store::Store& store_;
  SigningKeys& keys_;
  const tokens::RefreshTokens& refresh_tokens_;
  CpuPool& cpu_;
  triggers::Triggers& triggers_;
  const Clock& clock_;
  Random& random_;
  std::string issuer_base_;
};

}  // namespace poolhouse::userpools
