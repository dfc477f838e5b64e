// The pools and users that are measured, made through the API as anybody would.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/secret.h"
#include "load/measure.h"

namespace poolhouse::bench {

struct Pool {
  std::string id;
  std::string client_id;

  // What SRP hashes: the id after the `_`.
  [[nodiscard]] std::string name() const { return id.substr(id.find('_') + 1); }
};

// The tokens of a user who has signed in.
struct Tokens {
  Secret access;
  Secret refresh;
};

inline constexpr const char* kPassword = "Correct-horse-7-battery";

[[nodiscard]] std::string username_of(std::size_t number);
[[nodiscard]] std::string email_of(std::size_t number);

class Population {
 public:
  // Makes the pools, and the users of the argon2id pool.
  Population(const Plan& plan, const Signer& signer);

  // Adds users until there are `count`. Their names go on where they ended.
  void grow_to(std::size_t count, const Plan& plan, const Signer& signer);
  // Signs some of them in.
  void sign_in(const Plan& plan, const Signer& signer);

  [[nodiscard]] std::size_t users() const { return srp_users + argon2id_users; }

  // Users with SRP verifiers.
  Pool srp;
  std::size_t srp_users = 0;
  // Users with argon2id hashes.
  Pool argon2id;
  std::size_t argon2id_users = 0;
  // Where SignUp and AdminCreateUser are measured, so that the others keep their number of users. It sends
  // codes to e-mail addresses, as pools with sign-up do.
  Pool growing;
  // Of users of `srp`.
  std::vector<Tokens> tokens;
};

}  // namespace poolhouse::bench
