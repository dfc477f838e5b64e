// Password hashes for pools that store argon2id in place of SRP verifiers. Some 5 to 8 ms each: run them on
// the CPU pool.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.h"

namespace poolhouse::crypto {

// argon2id with 19 MiB, t = 2, p = 1 (OWASP's first choice), as a PHC string with its own random salt.
[[nodiscard]] std::string hash_password(const Secret& password);

// False also for a text that is no argon2id PHC string or asks for more than 64 MiB or t = 10: a stored
// text must not decide how much memory a sign-in takes.
[[nodiscard]] bool password_matches(std::string_view phc, const Secret& password);

}  // namespace poolhouse::crypto
