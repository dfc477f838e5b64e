// What is measured, one request each.
#pragma once

#include <vector>

#include "load/population.h"

namespace poolhouse::bench {

// They use `population`, which outlives them.
[[nodiscard]] std::vector<Scenario> scenarios(const Population& population);

// An HTTP request and an answer of the sizes that a scenario's calls had, through the listener and nothing
// behind it: for `echo` (bench/echo.cpp).
[[nodiscard]] Scenario echo_of(std::string name, std::vector<WireSizes> sizes);

}  // namespace poolhouse::bench
