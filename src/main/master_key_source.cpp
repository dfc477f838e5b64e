#include "main/master_key_source.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string_view>

#include "crypto/sealed.h"
#include "main/settings_reader.h"

namespace poolhouse {
namespace {

// Every column whose values live as long as what they belong to.
constexpr std::string_view kSealedColumns[] = {
    "SELECT secret FROM access_key LIMIT 10",
    "SELECT private_key FROM signing_key LIMIT 10",
    "SELECT private_key FROM spare_signing_key LIMIT 10",
    "SELECT secret FROM app_client WHERE secret IS NOT NULL LIMIT 10",
    "SELECT password FROM user_account WHERE password IS NOT NULL LIMIT 10",
};

const char* key_of_environment() {
  const char* const key = std::getenv(kMasterKeyVariable);
  return key != nullptr && *key != '\0' ? key : nullptr;
}

}  // namespace

crypto::MasterKeys read_master_keys(const Settings& settings, Random& random) {
  if (const char* const key = key_of_environment())
    return crypto::MasterKeys::from_text(key, kMasterKeyVariable);
  if (!settings.master_key_command.empty()) {
    return crypto::MasterKeys::from_command(settings.master_key_command);
  }
  const auto directory = settings.master_key_file.parent_path();
  if (!directory.empty() && !std::filesystem::exists(directory)) {
    std::filesystem::create_directories(directory);
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all);
  }
  return crypto::MasterKeys::from_file(settings.master_key_file, random);
}

std::string describe_master_key_source(const Settings& settings) {
  if (key_of_environment() != nullptr) return kMasterKeyVariable;
  // The command itself may hold a credential.
  if (!settings.master_key_command.empty()) return "master-key-command";
  return fmt::format("file {}", settings.master_key_file.string());
}

bool master_key_is_missing(const Settings& settings) {
  return key_of_environment() == nullptr && settings.master_key_command.empty() &&
         !std::filesystem::exists(settings.master_key_file);
}

std::vector<std::string> sealed_samples(store::Connection& db) {
  std::vector<std::string> samples;
  for (const auto sql : kSealedColumns) {
    for (const auto& row : db.query(sql)) samples.push_back(row.blob(0));
  }
  return samples;
}

std::size_t sealed_by_others(const crypto::MasterKeys& keys, const std::vector<std::string>& samples,
                             Random& random) {
  // A sealer of no purpose opens nothing, but it tells whose key a value is sealed with.
  const crypto::Sealer sealer(keys, "whose key", random);
  std::size_t others = 0;
  for (const auto& sample : samples) {
    const auto opened = sealer.open(sample, "");
    if (!opened && opened.error() != crypto::UnsealError::forged) ++others;
  }
  return others;
}

crypto::MasterKeys require_master_keys(const Settings& settings, const std::vector<std::string>& samples,
                                       Random& random) {
  if (!samples.empty() && master_key_is_missing(settings)) {
    throw std::runtime_error(fmt::format(
        "The master key file {} is not there, but the database is sealed with it: put it back from "
        "your backup.",
        settings.master_key_file.string()));
  }
  auto keys = read_master_keys(settings, random);
  if (sealed_by_others(keys, samples, random) > 0) {
    throw std::runtime_error(
        fmt::format("The master key of {} is not the one that the database is sealed with.",
                    describe_master_key_source(settings)));
  }
  return keys;
}

}  // namespace poolhouse
