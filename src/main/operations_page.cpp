#include "main/operations_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <vector>

namespace poolhouse {
namespace {

std::size_t built(std::span<const OperationState> operations) {
  return static_cast<std::size_t>(std::ranges::count_if(operations, &OperationState::built));
}

// By service; within it in the order given.
std::map<std::string, std::vector<OperationState>> by_service(std::span<const OperationState> operations) {
  std::map<std::string, std::vector<OperationState>> services;
  for (const auto& operation : operations) services[operation.service].push_back(operation);
  return services;
}

}  // namespace

std::string operations_text(std::span<const OperationState> operations) {
  std::string text;
  for (const auto& operation : operations) {
    fmt::format_to(std::back_inserter(text), "{:9}  {}:{}\n", operation.built ? "built" : "not built",
                   operation.service, operation.name);
  }
  fmt::format_to(std::back_inserter(text), "{} of {} operations are built.\n", built(operations),
                 operations.size());
  return text;
}

std::string operations_markdown(std::span<const OperationState> operations) {
  std::string page =
      "# Operations\n\n"
      "Written by `poolhouse operations --markdown`. An operation that is not built checks its request as "
      "the\n"
      "service does and then answers `NotImplementedException` (501).\n";
  for (const auto& [service, of_service] : by_service(operations)) {
    fmt::format_to(std::back_inserter(page),
                   "\n## {}\n\n{} of {} are built.\n\n| operation | built |\n|---|---|\n", service,
                   built(of_service), of_service.size());
    for (const auto& operation : of_service) {
      fmt::format_to(std::back_inserter(page), "| {} | {} |\n", operation.name,
                     operation.built ? "yes" : "no");
    }
  }
  return page;
}

}  // namespace poolhouse
