#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "main/commands/commands.h"
#include "main/database.h"

namespace poolhouse {

ExitCode migrate(const Settings& settings) {
  InlineExecutor here;
  const auto file = sqlite_file_of(settings.database);
  std::unique_ptr<store::Store> store;
  // Where there is nothing to do, a server that runs is no reason to refuse.
  if (!file || std::filesystem::exists(*file)) {
    store = open_database(settings.database, store::Opening::beside, nullptr, here);
  }
  if (!store || schema_version(*store) != newest_schema_version()) {
    store.reset();
    store = open_database(settings.database, store::Opening::serve, nullptr, here);
  }
  fmt::print("{} has schema version {}.\n", describe_database(settings.database),
             schema_version(*store).value_or(0));
  return kOk;
}

}  // namespace poolhouse
