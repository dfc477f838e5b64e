// The list of operations as text and as docs/operations.md. Pure functions.
#pragma once

#include <span>
#include <string>

#include "main/house.h"

namespace poolhouse {

[[nodiscard]] std::string operations_text(std::span<const OperationState> operations);
[[nodiscard]] std::string operations_markdown(std::span<const OperationState> operations);

}  // namespace poolhouse
