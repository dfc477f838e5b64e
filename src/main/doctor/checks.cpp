#include "main/doctor/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <system_error>

#include "http/loopback.h"
#include "http/server.h"
#include "main/iso_8601.h"
#include "main/settings_reader.h"

namespace poolhouse::checks {
namespace {

constexpr std::uintmax_t kMiB = std::uintmax_t{1} << 20;
// The write-ahead log alone may take 64 MiB.
constexpr std::uintmax_t kDiskNeeded = 256 * kMiB;
constexpr std::uintmax_t kDiskComfortable = 2048 * kMiB;
// Renewal usually starts 30 days before the end; two weeks before it something is wrong with it.
constexpr std::chrono::days kRenewalDue{14};

Finding ok(std::string what, std::string said) { return {Verdict::ok, std::move(what), std::move(said), ""}; }

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::ok:
      return "ok";
    case Verdict::warn:
      return "warn";
    case Verdict::fail:
      return "fail";
  }
  return "fail";
}

std::string day(Time time) { return iso_8601(time).substr(0, 10); }

}  // namespace

Finding check_data_directory(const std::filesystem::path& directory, const PathFacts& facts) {
  const std::string what = "data";
  const auto name = directory.string();
  if (!facts.exists) return ok(what, fmt::format("{} is made at the first start", name));
  if (!facts.is_directory) {
    return {Verdict::fail, what, fmt::format("{} is not a directory", name), "Name another one with --data."};
  }
  if (!facts.writable) {
    return {Verdict::fail, what, fmt::format("{} cannot be written to by this user", name),
            "Run this as the user of the server, or chown the directory."};
  }
  if ((facts.mode & 077) != 0) {
    return {Verdict::warn, what, fmt::format("{} has mode {:04o}: others can look into it", name, facts.mode),
            fmt::format("chmod 700 {}", name)};
  }
  if (!facts.owned_by_us) {
    return {Verdict::warn, what, fmt::format("{} belongs to another user", name),
            "Run this as the user of the server."};
  }
  return ok(what, name);
}

Finding check_config_file(const std::filesystem::path& file, const PathFacts& facts, bool holds_secrets) {
  if (holds_secrets && (facts.mode & 077) != 0) {
    return {
        Verdict::warn, "settings",
        fmt::format("{} holds a password and has mode {:04o}: others can read it", file.string(), facts.mode),
        fmt::format("chmod 600 {}", file.string())};
  }
  return ok("settings", file.empty() ? "read, without a file" : fmt::format("read from {}", file.string()));
}

Finding check_database(const DatabaseFacts& facts) {
  const std::string what = "database";
  if (!facts.exists) return ok(what, fmt::format("{} is made at the first start", facts.name));
  if (!facts.failure.empty()) {
    return {Verdict::fail, what, fmt::format("{} does not answer: {}", facts.name, facts.failure),
            "Check that it runs, that --database is right and that this user may use it."};
  }
  if (!facts.schema_version) {
    return ok(what, fmt::format("{} is empty; the first start makes the schema", facts.name));
  }
  if (*facts.schema_version > facts.newest_schema_version) {
    return {Verdict::fail, what,
            fmt::format("{} has schema version {}, this program knows versions up to {}", facts.name,
                        *facts.schema_version, facts.newest_schema_version),
            "Use the newer Poolhouse that made it."};
  }
  if (*facts.schema_version < facts.newest_schema_version) {
    return {Verdict::warn, what,
            fmt::format("{} has schema version {}, this program brings it to {}", facts.name,
                        *facts.schema_version, facts.newest_schema_version),
            "Back it up; then start the server, or run `poolhouse migrate`."};
  }
  return ok(what, fmt::format("{}, schema version {}", facts.name, *facts.schema_version));
}

Finding check_master_key(const MasterKeyFacts& facts) {
  const std::string what = "master key";
  if (facts.missing && facts.samples > 0) {
    return {Verdict::fail, what,
            fmt::format("{} is not there, but the database is sealed with it", facts.source),
            "Put it back from your backup. Without it passwords, keys and secrets cannot be read."};
  }
  if (facts.missing) return ok(what, fmt::format("{} is made at the first start", facts.source));
  if (!facts.failure.empty()) {
    return {Verdict::fail, what, facts.failure,
            "The server needs 32 bytes in base64 or hex, readable by it alone."};
  }
  if (facts.sealed_by_others > 0) {
    return {Verdict::fail, what,
            fmt::format("{} does not open {} of the {} sealed values looked at", facts.source,
                        facts.sealed_by_others, facts.samples),
            "It belongs to another database, or an old key was removed too early: put the right one back."};
  }
  return ok(what, fmt::format("{}{}", facts.source,
                              facts.samples > 0 ? ", the one the database is sealed with" : ""));
}

Finding check_port(const std::string& address, int error) {
  const std::string what = "port";
  if (error == 0) return ok(what, fmt::format("{} is free", address));
  if (error == EADDRINUSE) {
    return {Verdict::warn, what, fmt::format("{} is in use", address),
            "Fine if Poolhouse runs already; otherwise choose another one with --listen."};
  }
  return {Verdict::fail, what,
          fmt::format("{} cannot be listened on: {}", address, std::generic_category().message(error)),
          error == EACCES ? "Ports below 1024 need CAP_NET_BIND_SERVICE, or a proxy in front."
                          : "--listen names an address of this machine."};
}

Finding check_certificate(const std::filesystem::path& file, const ReadCertificate& certificate, Time now) {
  const std::string what = "certificate";
  const auto name = file.string();
  if (!certificate) {
    return {Verdict::fail, what, certificate.error(),
            "tls-certificate and tls-key are PEM files that belong together."};
  }
  const auto& facts = *certificate;
  if (now < facts.not_before) {
    return {Verdict::fail, what, fmt::format("{} is not valid before {}", name, day(facts.not_before)),
            "Check the clock, or the file."};
  }
  if (now >= facts.not_after) {
    return {Verdict::fail, what, fmt::format("{} expired on {}", name, day(facts.not_after)),
            "Renew it, then send the server SIGHUP."};
  }
  if (facts.not_after - now < kRenewalDue) {
    return {Verdict::warn, what, fmt::format("{} expires on {}", name, day(facts.not_after)),
            "Renew it, then send the server SIGHUP."};
  }
  return ok(what, fmt::format("{} ({}), until {}", name, facts.subject, day(facts.not_after)));
}

Finding check_limits(std::size_t connections_max, std::size_t open_files_max) {
  const std::string what = "limits";
  if (open_files_max < connections_max + http::kDescriptorsKeptBack) {
    return {Verdict::warn, what,
            fmt::format("{} open files are too few for {} connections", open_files_max, connections_max),
            "Raise LimitNOFILE (systemd) or `ulimit -n`, or lower --connections."};
  }
  return ok(what, fmt::format("{} open files, enough for {} connections", open_files_max, connections_max));
}

Finding check_disk(const std::filesystem::path& directory, std::uintmax_t bytes_free) {
  const auto said = fmt::format("{} MiB free for {}", bytes_free / kMiB, directory.string());
  if (bytes_free < kDiskNeeded) {
    return {Verdict::fail, "disk", said, "Make room: a full disk refuses every change."};
  }
  if (bytes_free < kDiskComfortable) return {Verdict::warn, "disk", said, "Make room before it is full."};
  return ok("disk", said);
}

Finding check_clock(const ClockFacts& facts) {
  const std::string what = "clock";
  const auto said = iso_8601(facts.now);
  const std::string mend = "Set it by NTP: tokens, codes and signatures depend on it.";
  // Before this program was written, or so late that 32 bits would not hold it.
  constexpr auto kEarliest = std::chrono::sys_days(std::chrono::year(2025) / 1 / 1);
  constexpr auto kLatest = std::chrono::sys_days(std::chrono::year(2100) / 1 / 1);
  if (facts.now < kEarliest || facts.now > kLatest) {
    return {Verdict::fail, what, fmt::format("{} cannot be right", said), mend};
  }
  if (facts.last_migration && facts.now < *facts.last_migration) {
    return {Verdict::fail, what,
            fmt::format("{} is before {}, when the database got its schema", said,
                        iso_8601(*facts.last_migration)),
            mend};
  }
  if (!facts.synchronised) {
    return {Verdict::warn, what, fmt::format("{}, but the kernel says that nothing keeps it right", said),
            mend};
  }
  return ok(what, said);
}

std::vector<Finding> check_exposure(const Settings& settings) {
  const std::string what = "exposure";
  if (settings.dev) {
    return {{Verdict::warn, what, "development mode accepts any AWS signature and shows all messages",
             "Serve real users without --dev."}};
  }
  std::vector<Finding> findings{
      {Verdict::warn, what, "no e-mail or SMS leaves: this version delivers to the inbox of --dev only",
       "Confirm users as an administrator (AdminConfirmSignUp, AdminSetUserPassword)."}};
  if (settings.public_url.empty()) {
    findings.push_back(
        {Verdict::warn, what, fmt::format("tokens will name {} as their issuer", public_url_of(settings)),
         "Set public-url to the address that clients use: changing it later invalidates tokens."});
  }
  if (!http::is_loopback(settings.listen_address) && settings.tls_certificate.empty()) {
    findings.push_back({Verdict::warn, what, "passwords and tokens arrive unencrypted",
                        "Set tls-certificate and tls-key, or keep a proxy that speaks TLS in front."});
  }
  if (!settings.lambda_endpoint.empty()) {
    findings.push_back({Verdict::warn, what, "lambda-endpoint is set, but this version runs no functions",
                        "Requests of pools that name a function fail; leave the setting out."});
  }
  if (!settings.public_url.empty())
    findings.push_back(ok(what, fmt::format("clients use {}", public_url_of(settings))));
  return findings;
}

std::string render(const std::vector<Finding>& findings) {
  std::string text;
  for (const auto& finding : findings) {
    fmt::format_to(std::back_inserter(text), "{:<6}{:<13}{}\n", name_of(finding.verdict), finding.what,
                   finding.said);
    if (!finding.mend.empty()) fmt::format_to(std::back_inserter(text), "{:19}{}\n", "", finding.mend);
  }
  return text;
}

bool any_failed(const std::vector<Finding>& findings) {
  return std::ranges::any_of(findings, [](const Finding& f) { return f.verdict == Verdict::fail; });
}

}  // namespace poolhouse::checks
