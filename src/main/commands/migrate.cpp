#include <fmt/format.h>

#include "main/commands/commands.h"
#include "main/database.h"

namespace poolhouse {

ExitCode migrate(const Settings& settings) {
  InlineExecutor here;
  const auto store = open_database(settings.database, store::Opening::serve, nullptr, here);
  fmt::print("{} has schema version {}.\n", describe_database(settings.database),
             schema_version(*store).value_or(0));
  return kOk;
}

}  // namespace poolhouse
