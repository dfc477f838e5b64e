#include <fmt/format.h>

#include "main/commands/commands.h"
#include "main/operations_page.h"

namespace poolhouse {

ExitCode print_operations(bool markdown) {
  const auto operations = operation_states();
  fmt::print("{}", markdown ? operations_markdown(operations) : operations_text(operations));
  return kOk;
}

}  // namespace poolhouse
