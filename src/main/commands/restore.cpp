#include "main/backup/restore.h"

#include <fmt/format.h>

#include "crypto/system_random.h"
#include "main/commands/backup_text.h"
#include "main/commands/commands.h"
#include "main/database.h"
#include "main/master_key_source.h"
#include "store/migration.h"

namespace poolhouse {
namespace {

// A backup that nobody can open would come to light at the first sign-in, when the old house is gone.
void require_its_master_keys(const Settings& settings, const std::vector<std::string>& samples,
                             const std::filesystem::path& in) {
  if (samples.empty()) return;
  const auto source = describe_master_key_source(settings);
  if (master_key_is_missing(settings)) {
    throw std::runtime_error(
        fmt::format("The master key ({}) is not there, but {} is sealed with it: put it back first.", source,
                    in.string()));
  }
  crypto::SystemRandom random;
  if (sealed_by_others(read_master_keys(settings, random), samples, random) > 0) {
    throw std::runtime_error(
        fmt::format("The master key ({}) is not the one that {} is sealed with.", source, in.string()));
  }
}

}  // namespace

ExitCode restore_backup(const Settings& settings, const std::filesystem::path& in, bool verify_only) {
  backup::Verified verified(in, store::embedded_migrations());
  const auto& header = verified.header();
  const auto what = fmt::format("{}, taken {} from {} by Poolhouse {}", rows_in_words(verified.rows()),
                                header.created_at, header.engine, header.version);
  if (verify_only && !verified.samples().empty() && master_key_is_missing(settings)) {
    fmt::print("{} is whole: {}. There is no master key here to compare with.\n", in.string(), what);
    return kOk;
  }
  require_its_master_keys(settings, verified.samples(), in);
  if (verify_only) {
    fmt::print("{} is whole and can be restored here: {}.\n", in.string(), what);
    return kOk;
  }
  verified.restore_into(settings.database, print_rows);
  fmt::print("Restored {} into {}: {}.\n", in.string(), describe_database(settings.database), what);
  return kOk;
}

}  // namespace poolhouse
