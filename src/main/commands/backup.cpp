#include "main/backup/backup.h"

#include <fmt/format.h>

#include "main/commands/backup_text.h"
#include "main/commands/commands.h"
#include "main/database.h"

namespace poolhouse {

ExitCode take_backup(const Settings& settings, const std::filesystem::path& out, bool force) {
  if (!force && std::filesystem::exists(out)) {
    throw std::runtime_error(fmt::format("{} is there already; --force replaces it.", out.string()));
  }
  const auto taken = backup::take(settings.database, out, SystemClock{}.now(), print_rows);
  fmt::print("Backed up {} from {} to {} ({}).\n", rows_in_words(taken.rows),
             describe_database(settings.database), out.string(), bytes_in_words(taken.bytes));
  return kOk;
}

}  // namespace poolhouse
