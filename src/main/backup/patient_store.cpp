#include "main/backup/patient_store.h"

#include "main/database.h"

namespace poolhouse::backup {
namespace {

constexpr std::chrono::minutes kStatementPatience{30};

}  // namespace

std::unique_ptr<store::Store> open_patiently(const std::string& database, store::Opening opening,
                                             Executor& resume_on,
                                             std::span<const store::Migration> migrations) {
  if (const auto file = sqlite_file_of(database)) {
    return store::open_sqlite({.path = file->string(), .opening = opening}, resume_on, migrations);
  }
  return store::open_postgres(
      {.url = database, .connections = 1, .statement_timeout = kStatementPatience, .opening = opening},
      resume_on, migrations);
}

}  // namespace poolhouse::backup
