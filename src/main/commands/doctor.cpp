#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

#include <cerrno>
#include <exception>

#include "base/sync_wait.h"
#include "crypto/system_random.h"
#include "main/commands/commands.h"
#include "main/database.h"
#include "main/doctor/checks.h"
#include "main/master_key_source.h"

namespace poolhouse {
namespace {

using namespace checks;

PathFacts look_at(const std::filesystem::path& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return {};
  return {.exists = true,
          .is_directory = S_ISDIR(status.st_mode),
          .mode = status.st_mode & 07777U,
          .owned_by_us = status.st_uid == ::geteuid(),
          .writable = ::access(path.c_str(), W_OK | X_OK) == 0};
}

// What the database knows, read beside a server that may be running.
struct DatabaseContents {
  DatabaseFacts facts;
  std::vector<std::string> sealed;
  std::optional<Time> last_migration;
};

Task<std::vector<std::string>> read_samples(store::Store& store) {
  co_return co_await store.read(sealed_samples);
}

Task<Time> read_last_migration(store::Store& store) {
  co_return co_await store.read([](store::Connection& db) {
    return from_epoch_ms(db.query_one("SELECT max(applied_at) FROM schema_migration")->integer(0));
  });
}

DatabaseContents look_at_database(const Settings& settings) {
  DatabaseContents found;
  auto& facts = found.facts;
  facts.name = describe_database(settings.database);
  facts.newest_schema_version = newest_schema_version();
  const auto file = sqlite_file_of(settings.database);
  facts.exists = !file || std::filesystem::exists(*file);
  if (!facts.exists) return found;
  try {
    InlineExecutor here;
    const auto store = open_database(settings.database, store::Opening::beside, nullptr, here);
    facts.schema_version = schema_version(*store);
    if (!facts.schema_version) return found;
    found.last_migration = sync_wait(read_last_migration(*store));
    if (*facts.schema_version == facts.newest_schema_version) found.sealed = sync_wait(read_samples(*store));
  } catch (const std::exception& failure) {
    facts.failure = failure.what();
  }
  return found;
}

MasterKeyFacts look_at_master_key(const Settings& settings, const std::vector<std::string>& sealed) {
  MasterKeyFacts facts;
  facts.source = describe_master_key_source(settings);
  facts.missing = master_key_is_missing(settings);
  facts.samples = sealed.size();
  if (facts.missing) return facts;
  try {
    crypto::SystemRandom random;
    const auto keys = read_master_keys(settings, random);
    facts.sealed_by_others = sealed_by_others(keys, sealed, random);
  } catch (const std::exception& failure) {
    facts.failure = failure.what();
  }
  return facts;
}

// errno of binding the address as the server does, or 0.
int try_to_listen(const Settings& settings) {
  sockaddr_in6 v6{};
  sockaddr_in v4{};
  v6.sin6_family = AF_INET6;
  v4.sin_family = AF_INET;
  v6.sin6_port = v4.sin_port = htons(settings.listen_port);
  const bool is_v6 = ::inet_pton(AF_INET6, settings.listen_address.c_str(), &v6.sin6_addr) == 1;
  if (!is_v6) ::inet_pton(AF_INET, settings.listen_address.c_str(), &v4.sin_addr);
  const int socket = ::socket(is_v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return errno;
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const auto* const address = is_v6 ? reinterpret_cast<sockaddr*>(&v6) : reinterpret_cast<sockaddr*>(&v4);
  const bool listens =
      ::bind(socket, address, is_v6 ? sizeof v6 : sizeof v4) == 0 && ::listen(socket, 1) == 0;
  const int error = listens ? 0 : errno;
  ::close(socket);
  return error;
}

// The nearest directory that is there.
std::filesystem::path existing_part(std::filesystem::path directory) {
  directory = std::filesystem::absolute(directory);
  while (!std::filesystem::exists(directory) && directory != directory.root_path()) {
    directory = directory.parent_path();
  }
  return directory;
}

std::size_t open_files_max() {
  rlimit files{};
  return ::getrlimit(RLIMIT_NOFILE, &files) == 0 ? files.rlim_max : 0;
}

bool clock_is_synchronised() {
  timex status{};
  return ::adjtimex(&status) != TIME_ERROR;
}

std::vector<Finding> examine(const Settings& settings, const std::filesystem::path& config_file) {
  const SystemClock clock;
  std::vector<Finding> findings;
  findings.push_back(check_config_file(config_file, look_at(config_file), holds_password(settings.database)));
  findings.push_back(check_data_directory(settings.data, look_at(settings.data)));
  const auto database = look_at_database(settings);
  findings.push_back(check_database(database.facts));
  findings.push_back(check_master_key(look_at_master_key(settings, database.sealed)));
  findings.push_back(check_port(fmt::format("{} port {}", settings.listen_address, settings.listen_port),
                                try_to_listen(settings)));
  if (!settings.tls_certificate.empty()) {
    findings.push_back(check_certificate(
        settings.tls_certificate,
        http::read_certificate(settings.tls_certificate.string(), settings.tls_key.string()), clock.now()));
  }
  findings.push_back(check_limits(settings.connections_max, open_files_max()));
  const auto disk = existing_part(settings.data);
  findings.push_back(check_disk(settings.data, std::filesystem::space(disk).available));
  findings.push_back(check_clock({.now = clock.now(),
                                  .last_migration = database.last_migration,
                                  .synchronised = clock_is_synchronised()}));
  for (auto& finding : check_exposure(settings)) findings.push_back(std::move(finding));
  return findings;
}

}  // namespace

ExitCode doctor(const SettingsSources& sources) {
  std::vector<Finding> findings;
  try {
    findings = examine(read_settings(sources), config_file_of(sources));
  } catch (const SettingsFault& fault) {
    // Without settings there is nothing else to look at.
    findings = {{Verdict::fail, "settings", fault.what(), "`poolhouse serve --help` lists the settings."}};
  }
  fmt::print("{}", render(findings));
  return any_failed(findings) ? kFailure : kOk;
}

}  // namespace poolhouse
