// Times for people and for JSON that people read.
#pragma once

#include <string>

#include "base/time.h"

namespace poolhouse {

// 2026-09-01T12:34:56.789Z
[[nodiscard]] std::string iso_8601(Time time);

}  // namespace poolhouse
