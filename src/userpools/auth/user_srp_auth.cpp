#include "userpools/auth/user_srp_auth.h"

#include "api/cognito_idp/errors.h"
#include "api/cognito_idp/types.h"
#include "base/packed.h"
#include "crypto/encoding.h"
#include "crypto/srp.h"
#include "userpools/auth/attempts.h"
#include "userpools/auth/sign_in_order.h"
#include "userpools/auth/spent_states.h"
#include "userpools/auth/srp_timestamp.h"
#include "userpools/rules/token_validity.h"
#include "userpools/users/user_or_nobody.h"
#include "userpools/users/user_repository.h"

namespace poolhouse::userpools {
namespace {

namespace srp = crypto::srp;
using cognito_idp::InvalidParameterException;
using cognito_idp::NotAuthorizedException;

// How far a client's clock may be off (unconfirmed for the real service).
constexpr Duration kTimestampTolerance = std::chrono::minutes(5);

}  // namespace

// What the secret block carries. The verifier is not in it: it is read again, so that a password changed in
// between is noticed.
struct UserSrpAuth::Exchange {
  Sub sub;
  Username username;
  std::string name;  // USERNAME as it was typed
  bool simulated = false;
  std::string A_hex;
  srp::ServerKeys server;
  // Of the sealed block, when it comes back.
  std::string id;
  Time expires_at{};
};

UserSrpAuth::UserSrpAuth(store::Store& store, const Passwords& passwords, const crypto::MasterKeys& keys,
                         CpuPool& cpu, triggers::Triggers& triggers, CompleteSignIn& complete,
                         const Clock& clock, Random& random)
    : store_(store),
      passwords_(passwords),
      cpu_(cpu),
      triggers_(triggers),
      complete_(complete),
      clock_(clock),
      random_(random),
      sealer_(keys, "SRP secret block", tokens::StateForm::secret_block, random) {}

std::string UserSrpAuth::seal(const AppClient& client, const Exchange& exchange) const {
  PackedWriter packed;
  packed.text(exchange.sub.value())
      .text(exchange.username.value())
      .text(exchange.name)
      .integer(exchange.simulated ? 1 : 0)
      .text(exchange.A_hex)
      .text(exchange.server.b.reveal())
      .text(exchange.server.B);
  const Secret plain(packed.bytes());
  const auto expires_at =
      clock_.now() + or_fail(effective_validity(token_validity_of(client.settings))).auth_session;
  return sealer_.seal(plain.reveal(), client.id.value(), expires_at).text;
}

UserSrpAuth::Exchange UserSrpAuth::open(const AppClient& client, std::string_view secret_block) const {
  const auto opened = sealer_.open(secret_block, client.id.value(), clock_.now());
  if (!opened) throw NotAuthorizedException("Incorrect username or password.");
  PackedReader packed(opened->payload.reveal());
  Exchange exchange;
  exchange.sub = Sub(packed.text());
  exchange.username = Username(packed.text());
  exchange.name = packed.text();
  exchange.simulated = packed.integer() != 0;
  exchange.A_hex = packed.text();
  exchange.server.b = Secret(packed.text());
  exchange.server.B = packed.text();
  exchange.id = opened->id;
  exchange.expires_at = opened->expires_at;
  return exchange;
}

Task<AuthOutcome> UserSrpAuth::initiate(const AuthStep& step) {
  const auto& pool = *step.pool;
  const std::string name(require_parameter(step, "USERNAME").reveal());
  const auto& A_hex = require_parameter(step, "SRP_A");
  if (password_storage(pool.settings) == PasswordStorage::argon2id) {
    throw InvalidParameterException("USER_SRP_AUTH flow not enabled for this client");
  }
  if (!srp::ClientPublic::parse(A_hex.reveal()))
    throw InvalidParameterException("SRP_A is not a valid value");
  cpu_.require_room(Lane::sign_in);

  const auto [user, subject] = co_await store_.read(
      [&](store::Connection& db) { return find_user_or_nobody(db, pool, name, passwords_); });
  if (!user && !hides_user_existence(*step.client)) {
    throw cognito_idp::UserNotFoundException("User does not exist.");
  }
  Exchange exchange{.sub = subject,
                    .username = {},
                    .name = name,
                    .simulated = !user,
                    .A_hex = std::string(A_hex.reveal()),
                    .server = {},
                    .id = {},
                    .expires_at = {}};
  exchange.username = user ? user->username : passwords_.simulated_username(pool, name);

  auto verifier = user ? passwords_.srp_verifier(pool, *user) : std::nullopt;
  // A user without a password is shown like one that does not exist, and fails like one.
  if (!verifier) {
    verifier = passwords_.simulated_verifier(pool, name);
    exchange.simulated = true;
  }
  exchange.server = co_await cpu_.run(Lane::sign_in, [&] { return srp::start(verifier->v, random_); });
  co_return AuthOutcome(Challenge{.name = cognito_idp::ChallengeNameType::PASSWORD_VERIFIER,
                                  .parameters = {{"SALT", verifier->salt_hex()},
                                                 {"SECRET_BLOCK", seal(*step.client, exchange)},
                                                 {"SRP_B", exchange.server.B_hex()},
                                                 {"USERNAME", exchange.username.value()},
                                                 {"USER_ID_FOR_SRP", exchange.username.value()}},
                                  .session = std::nullopt});
}

Task<AuthOutcome> UserSrpAuth::answer_password_verifier(const AuthStep& step) {
  const auto& pool = *step.pool;
  const std::string name(require_parameter(step, "USERNAME").reveal());
  const auto& secret_block = require_parameter(step, "PASSWORD_CLAIM_SECRET_BLOCK");
  const auto& signature = require_parameter(step, "PASSWORD_CLAIM_SIGNATURE");
  const auto& timestamp = require_parameter(step, "TIMESTAMP");
  const auto claimed_at = parse_srp_timestamp(timestamp.reveal());
  if (!claimed_at) {
    throw InvalidParameterException("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english");
  }
  cpu_.require_room(Lane::sign_in_answer);
  const auto exchange = open(*step.client, secret_block.reveal());
  if (std::chrono::abs(clock_.now() - *claimed_at) > kTimestampTolerance) {
    throw NotAuthorizedException("Incorrect username or password.");
  }

  const auto turn = answers_.take(exchange.id);
  if (!turn) throw NotAuthorizedException("Incorrect username or password.");

  struct Found {
    std::optional<User> user;
    bool same_user;
    bool spent;
    SignInFailures failures;
  };
  auto found = co_await store_.read([&](store::Connection& db) {
    Found result{.user = find_user_evenly(db, pool.id, exchange.sub),
                 .same_user = name == exchange.username.value() || name == exchange.name,
                 .spent = is_spent(db, pool.id, exchange.id),
                 .failures = sign_in_failures(db, pool.id, exchange.sub)};
    if (exchange.simulated) result.user.reset();
    if (!result.same_user) {
      const auto named = find_user(db, pool, name);
      result.same_user = named && named->sub == exchange.sub;
    }
    return result;
  });
  if (!found.same_user || found.spent) throw NotAuthorizedException("Incorrect username or password.");

  co_await triggers_.pre_authentication(before_password(step, found.user, exchange.username.value()));
  const auto show = hides_user_existence(*step.client) ? ShowUserExistence::no : ShowUserExistence::yes;
  const auto refusal = refusal_before_password(found.user, found.failures, show, clock_.now());
  if (refusal) refuse_sign_in(*refusal);

  auto verifier = found.user ? passwords_.srp_verifier(pool, *found.user) : std::nullopt;
  const bool simulated = !verifier;
  if (simulated) verifier = passwords_.simulated_verifier(pool, exchange.name);
  const auto A = srp::ClientPublic::parse(exchange.A_hex);
  const auto block_bytes = crypto::from_base64(secret_block.reveal());
  const bool holds = co_await cpu_.run(Lane::sign_in_answer, [&] {
    const srp::Claim claim{
        .secret_block = *block_bytes, .timestamp = timestamp.reveal(), .signature = signature.reveal()};
    return srp::claim_holds(claim, srp_identity(pool.id, exchange.username), *A, exchange.server,
                            verifier->v);
  });
  const auto spend = [&](store::Connection& db) {
    if (!spend_state(db, pool.id, exchange.id, exchange.expires_at))
      refuse_sign_in(SignInRefusal::wrong_password);
  };
  if (!holds || simulated) {
    const auto recorded = co_await store_.write([&](store::Connection& db) {
      spend(db);
      return record_sign_in_failure(db, pool.id, exchange.sub, clock_.now());
    });
    or_fail(recorded);
    refuse_sign_in(SignInRefusal::wrong_password);
  }
  auto settle = [&](store::Connection& db) {
    spend(db);
    or_fail(record_right_password(db, pool.id, exchange.sub, clock_.now()));
  };
  co_return co_await complete_.after_password(step, *found.user, std::move(settle));
}

}  // namespace poolhouse::userpools
