// What makes an installation sound: each rule is a function of what was found. `doctor` finds and prints.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "http/certificate.h"
#include "main/settings.h"

namespace poolhouse::checks {

enum class Verdict { ok, warn, fail };

struct Finding {
  Verdict verdict;
  std::string what;  // "master key"
  std::string said;
  std::string mend;  // empty when there is nothing to do
};

// A file or directory as the operating system shows it.
struct PathFacts {
  bool exists = false;
  bool is_directory = false;
  unsigned mode = 0;  // permission bits
  bool owned_by_us = false;
  bool writable = false;
};
[[nodiscard]] Finding check_data_directory(const std::filesystem::path& directory, const PathFacts& facts);
// The file of --config, which may hold the password of a database.
[[nodiscard]] Finding check_config_file(const std::filesystem::path& file, const PathFacts& facts,
                                        bool holds_secrets);

struct DatabaseFacts {
  std::string name;
  // Nothing: there is no file yet, the first start makes it.
  bool exists = false;
  std::string failure;  // why it does not answer; empty when it does
  std::optional<std::int64_t> schema_version;
  std::int64_t newest_schema_version = 0;
};
[[nodiscard]] Finding check_database(const DatabaseFacts& facts);

struct MasterKeyFacts {
  std::string source;
  bool missing = false;
  std::string failure;  // why it cannot be had; empty when it can
  std::size_t samples = 0;
  std::size_t sealed_by_others = 0;
};
[[nodiscard]] Finding check_master_key(const MasterKeyFacts& facts);

// `error` is errno of binding the address, 0 when that went well.
[[nodiscard]] Finding check_port(const std::string& address, int error);

using ReadCertificate = std::expected<http::CertificateFacts, std::string>;
[[nodiscard]] Finding check_certificate(const std::filesystem::path& file, const ReadCertificate& certificate,
                                        Time now);

// `open_files_max`: what the process may open at most (the hard limit).
[[nodiscard]] Finding check_limits(std::size_t connections_max, std::size_t open_files_max);

[[nodiscard]] Finding check_disk(const std::filesystem::path& directory, std::uintmax_t bytes_free);

struct ClockFacts {
  Time now;
  // Of the database: the last thing that is known to have happened.
  std::optional<Time> last_migration;
  bool synchronised = true;
};
[[nodiscard]] Finding check_clock(const ClockFacts& facts);

// What is legal but seldom meant.
[[nodiscard]] std::vector<Finding> check_exposure(const Settings& settings);

// "ok    database     …" and, indented below it, how to mend it.
[[nodiscard]] std::string render(const std::vector<Finding>& findings);
[[nodiscard]] bool any_failed(const std::vector<Finding>& findings);

}  // namespace poolhouse::checks
