// The same echo through libcurl, to show what a driver on it would cost the measurement.
#pragma once

#include <cstdint>

#include "load/measure.h"

namespace poolhouse::bench {

// Each worker's thread keeps one easy handle, and so one connection.
[[nodiscard]] Scenario curl_echo_of(std::string name, std::uint16_t port, std::vector<WireSizes> sizes);

}  // namespace poolhouse::bench
