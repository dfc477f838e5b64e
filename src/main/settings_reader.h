// From flags, environment and file to Settings that are complete and make sense together.
#pragma once

#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "main/settings.h"

namespace poolhouse {

// Something set is wrong. `what()` says where (flag, variable, or file and line) and what it must be.
class SettingsFault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct SettingsSources {
  // By setting name, as on the command line.
  std::map<std::string, std::string> flags;
  // All variables: those that are no setting of ours are looked at for typos and for HOME.
  std::vector<std::pair<std::string, std::string>> environment;
  // --config; empty: POOLHOUSE_CONFIG, or no file.
  std::filesystem::path file;
  // stderr is read by a person.
  bool on_terminal = false;
};

// Every path and the database are filled in. Throws SettingsFault.
[[nodiscard]] Settings read_settings(const SettingsSources& sources);

// The file that read_settings reads; empty: none.
[[nodiscard]] std::filesystem::path config_file_of(const SettingsSources& sources);

// The variables of this process, without the master key.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> process_environment();

// The variable that holds the master key itself. It is no setting: neither a flag, which every user of the
// machine can read, nor an entry of a file that may be in a repository.
inline constexpr const char* kMasterKeyVariable = "POOLHOUSE_MASTER_KEY";

// Where clients reach the server.
[[nodiscard]] std::string public_url_of(const Settings& settings);

}  // namespace poolhouse
