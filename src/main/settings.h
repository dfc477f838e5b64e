// Everything that can be set, under the same names as flag, environment variable and file entry:
// `--log-format text`, POOLHOUSE_LOG_FORMAT=text, `log-format = "text"` in poolhouse.toml.
// A flag wins over the environment, the environment over the file, the file over the default.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "base/log.h"

namespace poolhouse {

struct Settings {
  // Loopback only, any AWS signature accepted, inbox open, nothing to configure.
  bool dev = false;
  std::string listen_address = "127.0.0.1";
  std::uint16_t listen_port = 9229;
  // Holds the database and the master key unless they are named.
  std::filesystem::path data;
  // sqlite:PATH or postgres://…; empty: sqlite in `data`.
  std::string database;
  std::string region = "us-east-1";
  std::string account_id = "000000000000";
  // Where clients reach us, without a trailing slash; empty: http(s)://localhost:PORT.
  std::string public_url;
  // What `iss` starts with; empty: the public URL.
  std::string issuer_base;
  // Lambda Invoke API for trigger ARNs; empty: none.
  std::string lambda_endpoint;
  std::filesystem::path tls_certificate;
  std::filesystem::path tls_key;
  // The master key's file; empty: `data`/master.key.
  std::filesystem::path master_key_file;
  // A command that prints the master key, in place of a file; POOLHOUSE_MASTER_KEY holds it itself.
  std::string master_key_command;
  LogFormat log_format = LogFormat::json;
  LogLevel log_level = LogLevel::info;
  std::size_t io_threads = 0;   // 0: half as many as there are cores
  std::size_t cpu_threads = 0;  // 0: as many as there are cores
  // What a stranger may take of the server: see http::ServerOptions, which says what each bounds.
  std::size_t connections_max = 10'000;
  std::size_t header_bytes_max = std::size_t{16} * 1024;
  // The largest request of the API, managed login branding with its images, is documented as up to 2 MB.
  std::size_t body_bytes_max = std::size_t{2} * 1024 * 1024;
  std::chrono::seconds header_timeout{10};
  std::chrono::seconds body_timeout{30};
  std::chrono::seconds idle_timeout{60};
  std::chrono::seconds write_timeout{30};
};

}  // namespace poolhouse
