#include "main/settings_reader.h"

#include <fmt/format.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>

#include "http/loopback.h"
#include "main/setting_table.h"

namespace poolhouse {
namespace {

constexpr std::size_t kFileBytesMax = 64 * 1024;
constexpr const char* kConfigVariable = "POOLHOUSE_CONFIG";

std::optional<std::string> find_variable(const SettingsSources& sources, std::string_view name) {
  for (const auto& [key, value] : sources.environment) {
    // A variable that is there but empty is how a compose file or a unit leaves it out.
    if (key == name && !value.empty()) return value;
  }
  return std::nullopt;
}

class Reader {
 public:
  explicit Reader(const SettingsSources& sources) : sources_(sources) {}

  Settings read() {
    // Later ones win.
    if (const auto file = config_file_of(sources_); !file.empty()) read_file(file);
    read_environment();
    for (const auto& [name, value] : sources_.flags) set(*find_setting(name), value, "--" + name);
    complete();
    check();
    return settings_;
  }

 private:
  [[nodiscard]] std::optional<std::string> variable(std::string_view name) const {
    return find_variable(sources_, name);
  }

  // `where` and the setting's name begin the sentence of a fault.
  void set(const Setting& setting, std::string_view value, const std::string& where) {
    if (const auto done = setting.set(settings_, value); !done) {
      throw SettingsFault(fmt::format("{} {}.", where, done.error()));
    }
    given_.emplace(setting.name);
  }

  void read_environment();
  void read_file(const std::filesystem::path& file);
  void read_entry(const std::filesystem::path& file, const toml::key& key, const toml::node& value);
  void complete();
  void check() const;
  [[nodiscard]] std::filesystem::path default_data() const;

  const SettingsSources& sources_;
  Settings settings_;
  std::set<std::string_view> given_;
};

// Kubernetes puts the address of a service called "poolhouse" (or "poolhouse-…") into its pods:
// https://kubernetes.io/docs/tutorials/services/connect-applications-service/#environment-variables
bool is_of_kubernetes(std::string_view name, std::string_view value) {
  return name.contains("_SERVICE_HOST") || name.contains("_SERVICE_PORT") || name.contains("_PORT_") ||
         (name.ends_with("_PORT") && value.contains("://"));
}

std::string meant(std::string_view nearest) {
  return nearest.empty() ? "" : fmt::format(" Did you mean {}?", nearest);
}

void Reader::read_environment() {
  for (const auto& [name, value] : sources_.environment) {
    if (!name.starts_with("POOLHOUSE_") || value.empty()) continue;
    // POOLHOUSE_TEST_… belongs to the project's own tests.
    if (name == kConfigVariable || name == kMasterKeyVariable || name.starts_with("POOLHOUSE_TEST_"))
      continue;
    const auto table = setting_table();
    const auto setting = std::ranges::find(table, name, [](const Setting& s) { return variable_of(s.name); });
    if (setting != table.end()) {
      set(*setting, value, name);
    } else if (!is_of_kubernetes(name, value)) {
      std::string as_setting = name.substr(std::string_view("POOLHOUSE_").size());
      std::ranges::transform(as_setting, as_setting.begin(),
                             [](char c) { return c == '_' ? '-' : static_cast<char>(std::tolower(c)); });
      const auto nearest = nearest_setting(as_setting);
      throw SettingsFault(
          fmt::format("{} is no setting.{}", name, meant(nearest.empty() ? "" : variable_of(nearest))));
    }
  }
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text(kFileBytesMax + 1, '\0');
  // A directory opens well and fails when it is read.
  if (in) in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad() || !in.is_open()) {
    throw SettingsFault(
        fmt::format("{} cannot be read: {}.", file.string(), std::generic_category().message(errno)));
  }
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > kFileBytesMax) throw SettingsFault(fmt::format("{} is too long.", file.string()));
  return text;
}

void Reader::read_file(const std::filesystem::path& file) {
  try {
    const auto entries = toml::parse(text_of(file), file.string());
    for (const auto& [key, value] : entries) read_entry(file, key, value);
  } catch (const toml::parse_error& error) {
    throw SettingsFault(
        fmt::format("{}, line {}: {}.", file.string(), error.source().begin.line, error.description()));
  }
}

void Reader::read_entry(const std::filesystem::path& file, const toml::key& key, const toml::node& value) {
  const auto where = [&](std::string_view what) {
    return fmt::format("{}, line {}: {}", file.string(), key.source().begin.line, what);
  };
  const auto* const setting = find_setting(key.str());
  if (setting == nullptr) {
    throw SettingsFault(
        where(fmt::format("{} is no setting.{}", key.str(), meant(nearest_setting(key.str())))));
  }
  const auto named = where(key.str());
  switch (setting->kind) {
    case Setting::Kind::flag:
      if (!value.is_boolean()) throw SettingsFault(named + " must be true or false, without quotes.");
      return set(*setting, **value.as_boolean() ? "true" : "false", named);
    case Setting::Kind::number:
      if (!value.is_integer()) throw SettingsFault(named + " must be a number, without quotes.");
      return set(*setting, std::to_string(**value.as_integer()), named);
    case Setting::Kind::text:
      if (!value.is_string()) throw SettingsFault(named + " must be text, in quotes.");
      return set(*setting, **value.as_string(), named);
  }
}

// https://specifications.freedesktop.org/basedir-spec/latest/: "All paths set in these environment variables
// must be absolute. If an implementation encounters a relative path […] it should […] ignore it."
std::filesystem::path Reader::default_data() const {
  if (const auto home = variable("XDG_DATA_HOME"); home && home->starts_with('/')) {
    return std::filesystem::path(*home) / "poolhouse";
  }
  if (const auto home = variable("HOME"); home && home->starts_with('/')) {
    return std::filesystem::path(*home) / ".local/share/poolhouse";
  }
  throw SettingsFault("There is no HOME to keep the data in: set --data.");
}

void Reader::complete() {
  if (settings_.data.empty()) settings_.data = default_data();
  if (settings_.database.empty()) {
    settings_.database = "sqlite:" + (settings_.data / "poolhouse.db").string();
  }
  if (settings_.master_key_file.empty()) settings_.master_key_file = settings_.data / "master.key";
  if (settings_.dev && sources_.on_terminal && !given_.contains("log-format")) {
    settings_.log_format = LogFormat::text;
  }
}

void Reader::check() const {
  // Any signature opens everything, and the codes sent to users lie open.
  if (settings_.dev && !http::is_loopback(settings_.listen_address)) {
    throw SettingsFault(
        fmt::format("Development mode serves this machine only: listen on 127.0.0.1 or [::1], not {}.",
                    settings_.listen_address));
  }
  if (settings_.tls_certificate.empty() != settings_.tls_key.empty()) {
    throw SettingsFault("TLS needs both tls-certificate and tls-key.");
  }
  const int key_sources = (given_.contains("master-key-file") ? 1 : 0) +
                          (given_.contains("master-key-command") ? 1 : 0) +
                          (variable(kMasterKeyVariable) ? 1 : 0);
  if (key_sources > 1) {
    throw SettingsFault(
        fmt::format("The master key comes from one place: master-key-file, master-key-command or {}.",
                    kMasterKeyVariable));
  }
}

}  // namespace

Settings read_settings(const SettingsSources& sources) { return Reader(sources).read(); }

std::filesystem::path config_file_of(const SettingsSources& sources) {
  if (!sources.file.empty()) return sources.file;
  return find_variable(sources, kConfigVariable).value_or("");
}

std::vector<std::pair<std::string, std::string>> process_environment() {
  std::vector<std::pair<std::string, std::string>> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    const auto name = text.substr(0, equals);
    // That it is set is all a reader of settings may know.
    variables.emplace_back(name, name == kMasterKeyVariable ? "set" : text.substr(equals + 1));
  }
  return variables;
}

std::string public_url_of(const Settings& settings) {
  if (!settings.public_url.empty()) return settings.public_url;
  const auto scheme = settings.tls_certificate.empty() ? "http" : "https";
  return fmt::format("{}://localhost:{}", scheme, settings.listen_port);
}

}  // namespace poolhouse
