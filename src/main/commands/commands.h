// What the program does, one function a command. They print to stdout what was asked for, and throw
// std::exception with a sentence for the operator when they cannot.
#pragma once

#include <filesystem>
#include <string>

#include "main/settings.h"
#include "main/settings_reader.h"

namespace poolhouse {

enum ExitCode : int { kOk = 0, kFailure = 1, kUsage = 2 };

// Until SIGTERM or SIGINT; then finishes what runs.
ExitCode serve(const Settings& settings);

ExitCode migrate(const Settings& settings);

// Reads the settings itself, because that they cannot be read is one of its findings.
ExitCode doctor(const SettingsSources& sources);

// `force`: an older file of that name may be replaced.
ExitCode take_backup(const Settings& settings, const std::filesystem::path& out, bool force);
// `verify_only`: reads and checks the file and changes nothing.
ExitCode restore_backup(const Settings& settings, const std::filesystem::path& in, bool verify_only);

struct NewKey {
  // Everything is allowed; or else what the policy says.
  bool root = false;
  std::filesystem::path policy_file;
  std::string description;
  bool json = false;
};
ExitCode create_key(const Settings& settings, const NewKey& wanted);
ExitCode list_keys(const Settings& settings, bool json);
ExitCode delete_key(const Settings& settings, const std::string& id);

ExitCode print_operations(bool markdown);
ExitCode print_version();

}  // namespace poolhouse
