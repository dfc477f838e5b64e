#include <fmt/format.h>

#include "main/commands/commands.h"

namespace poolhouse {

ExitCode print_version() {
  fmt::print("poolhouse {}\n", POOLHOUSE_VERSION);
  return kOk;
}

}  // namespace poolhouse
