// Access keys as they are printed. Pure functions.
#pragma once

#include <span>
#include <string>

#include "aws/access_keys.h"

namespace poolhouse {

// Lines to paste into a shell.
[[nodiscard]] std::string key_exports(const aws::AccessKey& key, const std::string& region);
[[nodiscard]] std::string key_json(const aws::AccessKey& key);
// Without secrets.
[[nodiscard]] std::string key_list(std::span<const aws::AccessKey> keys);
[[nodiscard]] std::string key_list_json(std::span<const aws::AccessKey> keys);

}  // namespace poolhouse
