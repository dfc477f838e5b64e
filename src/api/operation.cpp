#include "api/operation.h"

#include <algorithm>

namespace poolhouse::api {

const OperationInfo* find_operation(std::span<const OperationInfo* const> operations,
                                    std::string_view name) noexcept {
  const auto found = std::ranges::lower_bound(operations, name, {}, &OperationInfo::name);
  return found != operations.end() && (*found)->name == name ? *found : nullptr;
}

const OperationInfo* find_target(std::span<const OperationInfo* const> operations,
                                 std::string_view target) noexcept {
  const auto dot = target.rfind('.');
  if (dot == std::string_view::npos) return nullptr;
  const auto* found = find_operation(operations, target.substr(dot + 1));
  return found != nullptr && found->target == target ? found : nullptr;
}

}  // namespace poolhouse::api
