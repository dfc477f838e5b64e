// Users put straight into the database, for numbers that would take hours through the API.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "load/population.h"

namespace poolhouse::bench {

// Where a server that does not run keeps what it knows.
struct Premises {
  std::string database;        // sqlite:PATH or postgres://…
  std::filesystem::path data;  // holds the master key
};

// Adds the users `from` to `to` (exclusive) to the pool as SignUp and AdminConfirmSignUp would have stored
// them: each has a verifier of its own and can sign in. No server may run on an SQLite database meanwhile.
void add_users_directly(const Premises& premises, const Pool& pool, std::size_t from, std::size_t to);

}  // namespace poolhouse::bench
