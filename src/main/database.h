// The database that the settings name, for the house and for the command line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/executor.h"
#include "store/store.h"

namespace poolhouse {

// `database` as in Settings. Throws std::runtime_error with a sentence for the operator.
[[nodiscard]] std::unique_ptr<store::Store> open_database(const std::string& database, store::Opening opening,
                                                          store::StoreObserver* observer,
                                                          Executor& resume_on);

// The file of an SQLite database.
[[nodiscard]] std::optional<std::filesystem::path> sqlite_file_of(const std::string& database);
// Without user, password and parameters, for logs and people.
[[nodiscard]] std::string describe_database(const std::string& database);

// Does it hold a password, as user:password@ or password=? Then the file that names it is a secret.
[[nodiscard]] bool holds_password(const std::string& database);

// Nothing before the first migration. Blocks.
[[nodiscard]] std::optional<std::int64_t> schema_version(store::Store& store);
// The version this program works with.
[[nodiscard]] std::int64_t newest_schema_version();

// For a command that must work whether or not a server runs: beside it if there is a database, which must
// have this program's schema, or else a new one is made. Throws std::runtime_error.
[[nodiscard]] std::unique_ptr<store::Store> open_for_command(const std::string& database,
                                                             Executor& resume_on);

}  // namespace poolhouse
