// A user's password at rest: an SRP verifier, or an argon2id hash where the pool asks for it.
//
// SRP pools must keep a verifier, since the wire protocol needs it, and every other password flow can be
// checked against it too. A pool tagged `poolhouse:password-storage=argon2id` keeps argon2id instead and
// refuses SRP: a verifier is far cheaper to guess against than argon2id. Both are sealed.
//
// Users keep what they have when the tag changes. From then on the check of a password costs both kinds,
// whichever the user has, and for a name that nobody has too.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/lanes.h"
#include "base/random.h"
#include "base/secret.h"
#include "crypto/sealed.h"
#include "crypto/srp.h"
#include "userpools/pools/pool.h"
#include "userpools/rules/faults.h"
#include "userpools/users/password_history.h"
#include "userpools/users/user.h"

namespace poolhouse::userpools {

enum class PasswordStorage { srp_verifier, argon2id };
// What new passwords are stored as.
[[nodiscard]] PasswordStorage password_storage(const cognito_idp::UserPoolType& settings);
// What every check of a password costs in that pool.
[[nodiscard]] std::vector<PasswordStorage> kinds_checked(const Pool& pool);

// Where to run what a stranger can ask for: the first step of a sign-in with a password, a new password.
[[nodiscard]] Lane password_lane(const Pool& pool);

[[nodiscard]] crypto::srp::Identity srp_identity(const UserPoolId& pool, const Username& username);

// `seal`, `seal_next`, `matches` and `waste` cost exponentiations or hashes: run them on the CPU pool.
class Passwords {
 public:
  Passwords(const crypto::MasterKeys& keys, Random& random);

  // What to store for the user (User::sealed_password).
  [[nodiscard]] std::string seal(const Pool& pool, const Sub& sub, const Username& username,
                                 const Secret& password) const;
  // The same for a user who had a password before: refused where it is one of `history`.
  [[nodiscard]] Decided<std::string> seal_next(const Pool& pool, const User& user,
                                               const PasswordHistory& history, const Secret& password) const;
  // False also for a user without a password, at the same cost.
  [[nodiscard]] bool matches(const Pool& pool, const User& user, const Secret& password) const;
  // The same work as `matches` for a name that nobody has.
  void waste(const Pool& pool, std::string_view name, const Secret& password) const;

  // None: the user has no password, or one that SRP cannot check.
  [[nodiscard]] std::optional<crypto::srp::Verifier> srp_verifier(const Pool& pool, const User& user) const;
  // What is invented for a name that nobody has depends on the name as it is compared: where a pool ignores
  // case, spellings that would find one user must not look like two.
  //
  // The same salt at every call (RFC 5054, 2.5.1.3), and a verifier that no password fits.
  [[nodiscard]] crypto::srp::Verifier simulated_verifier(const Pool& pool, std::string_view name) const;
  // The UUID that stands for the user id of a name that nobody has; the same at every call.
  [[nodiscard]] Sub simulated_sub(const Pool& pool, std::string_view name) const;
  // What such a name is said to be called (USER_ID_FOR_SRP): the simulated sub where users are called by
  // theirs or the name looks like an alias, else the name itself, for that is what a user of it would be
  // called.
  [[nodiscard]] Username simulated_username(const Pool& pool, std::string_view name) const;
  // 32 bytes from which an address is invented; they cannot be computed from the simulated sub, which is
  // public.
  [[nodiscard]] std::string simulated_address_bytes(const Pool& pool, std::string_view name) const;

 private:
  struct Stored;
  void waste(PasswordStorage kind, const Pool& pool, std::string_view name, const Secret& password) const;
  [[nodiscard]] std::optional<Stored> open(const Pool& pool, const User& user) const;
  [[nodiscard]] Stored open(const UserPoolId& pool, const Sub& sub, const std::string& sealed) const;

  crypto::Sealer sealer_;
  crypto::KeyedHash simulated_;
  Random& random_;
};

}  // namespace poolhouse::userpools
