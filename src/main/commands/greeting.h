// What development mode prints when it is ready: addresses and lines to copy. Pure.
#pragma once

#include <string>

#include "main/settings.h"

namespace poolhouse {

[[nodiscard]] std::string greeting(const Settings& settings);

}  // namespace poolhouse
