// Where the master key comes from, and whether it is the one the database is sealed with.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/random.h"
#include "crypto/master_keys.h"
#include "main/settings.h"
#include "store/store.h"

namespace poolhouse {

// POOLHOUSE_MASTER_KEY, else the command, else the file, which is made when it is not there. Throws
// crypto::MasterKeyError.
[[nodiscard]] crypto::MasterKeys read_master_keys(const Settings& settings, Random& random);
// "file /…/master.key"
[[nodiscard]] std::string describe_master_key_source(const Settings& settings);
// Whether read_master_keys would make a new key.
[[nodiscard]] bool master_key_is_missing(const Settings& settings);

// A few sealed values of every kind, as they are stored.
[[nodiscard]] std::vector<std::string> sealed_samples(store::Connection& db);
// How many of them were sealed by none of `keys`.
[[nodiscard]] std::size_t sealed_by_others(const crypto::MasterKeys& keys,
                                           const std::vector<std::string>& samples, Random& random);

// read_master_keys for a database that has `samples`. A key lost or exchanged must not be followed by a new
// one: what is written from then on would be sealed with another key than the rest. Throws
// std::runtime_error with what to do.
[[nodiscard]] crypto::MasterKeys require_master_keys(const Settings& settings,
                                                     const std::vector<std::string>& samples, Random& random);

}  // namespace poolhouse
