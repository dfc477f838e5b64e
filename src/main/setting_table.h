// The one table of everything that can be set. Flags, environment variables, the file, the help and the
// example of deploy/ all come from it or are tested against it.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "main/settings.h"

namespace poolhouse {

// Why a value is refused: what it must be, to follow the name ("must be json or text"). It does not repeat
// the value, which may hold a password.
using SettingFault = std::string;

struct Setting {
  // How the file writes it; flags and variables are always text.
  enum class Kind { flag, number, text };

  std::string_view name;  // "log-format"
  Kind kind;
  std::string_view value_name;  // for the help: "json|text"
  std::string_view help;
  std::expected<void, SettingFault> (*set)(Settings& settings, std::string_view text);
};

[[nodiscard]] std::span<const Setting> setting_table();
// Null when there is none of that name.
[[nodiscard]] const Setting* find_setting(std::string_view name);
// "log-format": POOLHOUSE_LOG_FORMAT.
[[nodiscard]] std::string variable_of(std::string_view name);
// The name that was probably meant, or nothing.
[[nodiscard]] std::string_view nearest_setting(std::string_view name);

}  // namespace poolhouse
