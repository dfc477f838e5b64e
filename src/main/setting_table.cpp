#include "main/setting_table.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <optional>
#include <vector>

namespace poolhouse {
namespace {

using Result = std::expected<void, SettingFault>;

constexpr std::size_t kThreadsMax = 1024;
constexpr std::size_t kConnectionsMax = 1'000'000;
// A signed request from an SDK, with a session token, takes some 4 KiB.
constexpr std::size_t kHeaderBytesMin = 4096;
constexpr std::size_t kHeaderBytesMax = std::size_t{1024} * 1024;
// Below it not every request of the API fits whose members are all at their bounds.
constexpr std::size_t kBodyBytesMin = std::size_t{256} * 1024;
constexpr std::size_t kBodyBytesMax = std::size_t{64} * 1024 * 1024;
constexpr std::size_t kTimeoutSecondsMax = 3600;

std::unexpected<SettingFault> must(std::string what) { return std::unexpected("must " + std::move(what)); }

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

template <class Number>
std::optional<Number> whole(std::string_view text, Number max) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || value > max) return {};
  return value;
}

bool is_ip_address(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> bytes;
  return ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

Result set_dev(Settings& settings, std::string_view text) {
  if (text != "true" && text != "false" && text != "1" && text != "0") return must("be true or false");
  settings.dev = text == "true" || text == "1";
  return {};
}

Result set_listen(Settings& settings, std::string_view text) {
  const auto colon = text.rfind(':');
  const auto fault = must("be an IP address and a port, such as 127.0.0.1:9229 or [::1]:9229");
  if (colon == std::string_view::npos) return fault;
  auto address = text.substr(0, colon);
  const bool bracketed = address.starts_with('[') && address.ends_with(']');
  if (bracketed) address = address.substr(1, address.size() - 2);
  if (address == "localhost") address = "127.0.0.1";
  // Without brackets nobody can tell where an IPv6 address ends and its port begins.
  if (bracketed != address.contains(':') || !is_ip_address(std::string(address))) return fault;
  const auto port = whole<std::uint16_t>(text.substr(colon + 1), 65535);
  // Clients are told the port in the issuer of their tokens, so it cannot be one that changes (0).
  if (!port || *port == 0) return fault;
  settings.listen_address = address;
  settings.listen_port = *port;
  return {};
}

Result set_path(std::filesystem::path& path, std::string_view text) {
  if (text.empty() || text.contains('\0')) return must("be a path");
  path = text;
  return {};
}

Result set_database(Settings& settings, std::string_view text) {
  const bool sqlite = text.starts_with("sqlite:") && text.size() > std::string_view("sqlite:").size();
  const bool postgres = text.starts_with("postgres://") || text.starts_with("postgresql://");
  if ((!sqlite && !postgres) || text.contains('\0')) {
    return must("be sqlite:PATH or postgres://user@host/database");
  }
  settings.database = text;
  return {};
}

Result set_region(Settings& settings, std::string_view text) {
  // It is the first part of every pool id, of which the API model allows 55 characters.
  const bool fits = !text.empty() && text.size() <= 32 && is_lower(text.front()) && !text.ends_with('-') &&
                    std::ranges::all_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
  if (!fits) return must("be a region's name, such as us-east-1");
  settings.region = text;
  return {};
}

Result set_account_id(Settings& settings, std::string_view text) {
  if (text.size() != 12 || !std::ranges::all_of(text, is_digit)) return must("be 12 digits");
  settings.account_id = text;
  return {};
}

// Tokens, links and redirects are made by appending to it.
Result set_url(std::string& url, std::string_view text) {
  const auto fault = must("be an http:// or https:// URL without query, fragment or password");
  const auto scheme = text.find("://");
  if (!text.starts_with("http://") && !text.starts_with("https://")) return fault;
  const auto rest = text.substr(scheme + 3);
  if (rest.empty() || rest.starts_with('/') || rest.starts_with(':')) return fault;
  const auto unwanted = [](char c) {
    return c <= ' ' || c >= 0x7f || std::string_view("?#@\"<>\\`").contains(c);
  };
  if (std::ranges::any_of(rest, unwanted)) return fault;
  while (text.ends_with('/')) text.remove_suffix(1);
  url = text;
  return {};
}

Result set_command(Settings& settings, std::string_view text) {
  if (text.empty() || text.contains('\0')) return must("be a command");
  settings.master_key_command = text;
  return {};
}

Result set_log_format(Settings& settings, std::string_view text) {
  if (text != "json" && text != "text") return must("be json or text");
  settings.log_format = text == "json" ? LogFormat::json : LogFormat::text;
  return {};
}

Result set_log_level(Settings& settings, std::string_view text) {
  constexpr std::array<std::pair<std::string_view, LogLevel>, 4> kLevels{{
      {"debug", LogLevel::debug},
      {"info", LogLevel::info},
      {"warning", LogLevel::warning},
      {"error", LogLevel::error},
  }};
  const auto* const level = std::ranges::find(kLevels, text, &std::pair<std::string_view, LogLevel>::first);
  if (level == kLevels.end()) return must("be debug, info, warning or error");
  settings.log_level = level->second;
  return {};
}

Result set_threads(std::size_t& threads, std::string_view text) {
  const auto number = whole<std::size_t>(text, kThreadsMax);
  if (!number) return must("be a number from 0 (the default) to 1024");
  threads = *number;
  return {};
}

Result set_within(std::size_t& number, std::string_view text, std::size_t min, std::size_t max) {
  const auto value = whole<std::size_t>(text, max);
  if (!value || *value < min) {
    return must("be a number from " + std::to_string(min) + " to " + std::to_string(max));
  }
  number = *value;
  return {};
}

Result set_timeout(std::chrono::seconds& timeout, std::string_view text) {
  std::size_t seconds = 0;
  auto set = set_within(seconds, text, 1, kTimeoutSecondsMax);
  if (set) timeout = std::chrono::seconds(seconds);
  return set;
}

using enum Setting::Kind;

constexpr Setting kTable[] = {
    {"dev", flag, "", "Development mode: loopback only, any AWS signature accepted, inbox open.", set_dev},
    {"listen", text, "ADDRESS:PORT", "Where to listen. Default: 127.0.0.1:9229", set_listen},
    {"data", text, "DIR",
     "Directory of the database and the master key. Default: $XDG_DATA_HOME/poolhouse or "
     "~/.local/share/poolhouse",
     [](Settings& s, std::string_view value) { return set_path(s.data, value); }},
    {"database", text, "URL",
     "sqlite:PATH or postgres://user@host/database. Default: an SQLite file in the data directory",
     set_database},
    {"public-url", text, "URL",
     "Where clients reach this server; tokens name it as their issuer. Default: http(s)://localhost:PORT",
     [](Settings& s, std::string_view value) { return set_url(s.public_url, value); }},
    {"issuer-base", text, "URL", "What the issuer of tokens starts with, if not the public URL.",
     [](Settings& s, std::string_view value) { return set_url(s.issuer_base, value); }},
    {"region", text, "NAME", "The AWS region of ids, ARNs and signatures. Default: us-east-1", set_region},
    {"account-id", text, "DIGITS", "The AWS account of ARNs. Default: 000000000000", set_account_id},
    {"lambda-endpoint", text, "URL",
     "A Lambda Invoke API that will run the functions of triggers; this version runs none.",
     [](Settings& s, std::string_view value) { return set_url(s.lambda_endpoint, value); }},
    {"tls-certificate", text, "FILE", "PEM certificate chain; with it and tls-key the port speaks HTTPS.",
     [](Settings& s, std::string_view value) { return set_path(s.tls_certificate, value); }},
    {"tls-key", text, "FILE", "PEM private key of the certificate.",
     [](Settings& s, std::string_view value) { return set_path(s.tls_key, value); }},
    {"master-key-file", text, "FILE", "The master key. Default: master.key in the data directory",
     [](Settings& s, std::string_view value) { return set_path(s.master_key_file, value); }},
    {"master-key-command", text, "COMMAND", "A command that prints the master key, in place of a file.",
     set_command},
    {"log-format", text, "json|text",
     "Form of the log on stderr. Default: json; text in development mode on a terminal", set_log_format},
    {"log-level", text, "LEVEL", "debug, info, warning or error. Default: info", set_log_level},
    {"io-threads", number, "N", "Threads for connections. Default: 0, half as many as there are cores",
     [](Settings& s, std::string_view value) { return set_threads(s.io_threads, value); }},
    {"cpu-threads", number, "N", "Threads for cryptography. Default: 0, as many as there are cores",
     [](Settings& s, std::string_view value) { return set_threads(s.cpu_threads, value); }},
    {"connections", number, "N",
     "Connections at a time; one more is told 503. Fewer where the process may not open as many files. "
     "Default: 10000",
     [](Settings& s, std::string_view value) {
       return set_within(s.connections_max, value, 1, kConnectionsMax);
     }},
    {"header-bytes", number, "N", "The longest header of a request. Default: 16384",
     [](Settings& s, std::string_view value) {
       return set_within(s.header_bytes_max, value, kHeaderBytesMin, kHeaderBytesMax);
     }},
    {"body-bytes", number, "N", "The longest body of a request. Default: 2097152",
     [](Settings& s, std::string_view value) {
       return set_within(s.body_bytes_max, value, kBodyBytesMin, kBodyBytesMax);
     }},
    {"header-timeout", number, "SECONDS", "How long a request's header may take. Default: 10",
     [](Settings& s, std::string_view value) { return set_timeout(s.header_timeout, value); }},
    {"body-timeout", number, "SECONDS", "How long a request's body may take. Default: 30",
     [](Settings& s, std::string_view value) { return set_timeout(s.body_timeout, value); }},
    {"idle-timeout", number, "SECONDS", "How long a connection may wait between requests. Default: 60",
     [](Settings& s, std::string_view value) { return set_timeout(s.idle_timeout, value); }},
    {"write-timeout", number, "SECONDS", "How long a client may take to read an answer. Default: 30",
     [](Settings& s, std::string_view value) { return set_timeout(s.write_timeout, value); }},
};

// Levenshtein's: the insertions, deletions and replacements of one character that lead from `a` to `b`.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const auto replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = std::exchange(row[j + 1], std::min({replaced, row[j] + 1, row[j + 1] + 1}));
    }
  }
  return row.back();
}

}  // namespace

std::span<const Setting> setting_table() { return kTable; }

const Setting* find_setting(std::string_view name) {
  const auto* const found = std::ranges::find(kTable, name, &Setting::name);
  return found == std::end(kTable) ? nullptr : found;
}

std::string variable_of(std::string_view name) {
  std::string variable = "POOLHOUSE_";
  for (const char c : name) variable += c == '-' ? '_' : static_cast<char>(is_lower(c) ? c - 'a' + 'A' : c);
  return variable;
}

std::string_view nearest_setting(std::string_view name) {
  constexpr std::size_t kTyposMax = 2;
  if (name.size() > 64) return {};
  const auto by_distance = [&](const Setting& setting) { return distance(setting.name, name); };
  const auto* const nearest = std::ranges::min_element(kTable, {}, by_distance);
  return by_distance(*nearest) <= kTyposMax ? nearest->name : std::string_view();
}

}  // namespace poolhouse
