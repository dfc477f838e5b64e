#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <semaphore>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "base/sync_wait.h"
#include "crypto/system_random.h"
#include "http/loopback.h"
#include "http/server.h"
#include "main/commands/commands.h"
#include "main/commands/greeting.h"
#include "main/database.h"
#include "main/health_routes.h"
#include "main/house.h"
#include "main/inbox/inbox_routes.h"
#include "main/readiness.h"

namespace poolhouse {
namespace {

constexpr std::chrono::seconds kDrainPatience{10};

// Sign-ins and refreshes are nearly all cryptography, which has threads of its own: with half the cores for
// connections they are a tenth faster, and there is room for 17,000 GetUsers a second for each (measured).
std::size_t or_half_the_cores(std::size_t threads) {
  return threads != 0 ? threads : std::max<std::size_t>(std::thread::hardware_concurrency() / 2, 1);
}

// SIGTERM and SIGINT. The first asks for an orderly end, the second ends the process where it stands.
class StopSignals {
 public:
  StopSignals(http::EventLoop& loop, Log& log) : log_(log) {
    loop.on_signal({SIGTERM, SIGINT}, [this](int) { arrived(); });
  }

  // From here on the first signal releases `wait` and does not end the process: there is work to finish.
  void serving() {
    const std::scoped_lock lock(mutex_);
    serving_ = true;
  }
  void wait() { stop_.acquire(); }

 private:
  void arrived() {
    const std::scoped_lock lock(mutex_);
    // While the database is waited for, or a migration runs, nobody is served; the transaction of a migration
    // is rolled back by the database.
    if (!serving_) {
      log_.info("stopped before it served");
      std::_Exit(kOk);
    }
    if (std::exchange(asked_, true)) {
      log_.warning("ended by a second signal");
      std::_Exit(kFailure);
    }
    stop_.release();
  }

  Log& log_;
  std::mutex mutex_;
  bool serving_ = false;
  bool asked_ = false;
  std::binary_semaphore stop_{0};
};

http::ServerOptions server_options(const Settings& settings) {
  return {.listen_address = settings.listen_address,
          .listen_port = settings.listen_port,
          .tls_certificate_file = settings.tls_certificate.string(),
          .tls_key_file = settings.tls_key.string(),
          .header_bytes_max = settings.header_bytes_max,
          .body_bytes_max = settings.body_bytes_max,
          .header_timeout = settings.header_timeout,
          .body_timeout = settings.body_timeout,
          .idle_timeout = settings.idle_timeout,
          .write_timeout = settings.write_timeout,
          .connections_max = settings.connections_max};
}

std::string address_of(const Settings& settings) {
  const bool ipv6 = settings.listen_address.contains(':');
  return fmt::format("{}{}{}:{}", ipv6 ? "[" : "", settings.listen_address, ipv6 ? "]" : "",
                     settings.listen_port);
}

void listen(http::Server& server, const Settings& settings) {
  try {
    server.start();
  } catch (const std::system_error& failure) {
    throw std::runtime_error(
        fmt::format("Cannot listen on {}: {}.", address_of(settings), failure.code().message()));
  }
}

Task<bool> has_access_keys(House& house) {
  co_return co_await house.store().read(
      [&keys = house.access_keys()](store::Connection& db) { return !keys.list(db).empty(); });
}

void tell_what_is_unusual(House& house, const Settings& settings, Log& log) {
  if (!settings.dev && !sync_wait(has_access_keys(house))) {
    log.warning(
        "there is no access key yet, so no administrator can call; make one with the same settings: "
        "poolhouse keys create --root --description \"first administrator\"");
  }
  if (!settings.dev) {
    log.warning(
        "this version delivers messages only to the inbox of development mode: codes and invitations are "
        "kept "
        "for a day and then dropped");
  }
  if (!settings.lambda_endpoint.empty()) {
    log.warning(
        "lambda-endpoint is set, but this version runs no functions: where a pool names one, requests fail "
        "with UnexpectedLambdaException");
  }
  if (!http::is_loopback(settings.listen_address) && settings.tls_certificate.empty()) {
    log.warning("passwords and tokens arrive unencrypted unless a proxy in front speaks TLS",
                {{"listen", address_of(settings)}});
  }
}

void reload(http::Server& server, const Settings& settings, Log& log) {
  if (settings.tls_certificate.empty()) {
    log.info("there are no certificates to reload");
  } else if (const auto reloaded = server.reload_certificates(); !reloaded) {
    log.error("the old certificates stay in use", {{"cause", reloaded.error()}});
  } else {
    log.info("certificates are reloaded");
  }
}

}  // namespace

ExitCode serve(const Settings& settings) {
  // Each uses those above it; the loop is the last to stop.
  const SystemClock clock;
  crypto::SystemRandom random;
  Log log(settings.log_format, settings.log_level, clock);
  Metrics metrics;
  http::EventLoop loop(or_half_the_cores(settings.io_threads));
  StopSignals signals(loop, log);
  House house(settings, public_url_of(settings), loop, clock, random, log, metrics);
  Readiness readiness([&house] { return house.store().reachable(); }, log);

  http::Router router;
  house.add_routes(router);
  add_health_routes(router, readiness, metrics);
  if (settings.dev) add_inbox_routes(router, house.store(), house.outbox());
  http::Server server(server_options(settings), std::move(router), loop, clock, random, log, metrics);
  listen(server, settings);
  loop.on_signal({SIGHUP}, [&](int) { reload(server, settings, log); });
  signals.serving();
  house.start_background_work();
  readiness.probe(std::chrono::steady_clock::now());
  const ReadinessWatch watch(readiness);

  log.info("serving", {{"listen", address_of(settings)},
                       {"public_url", public_url_of(settings)},
                       {"data", settings.data.string()},
                       {"database", describe_database(settings.database)},
                       {"dev", settings.dev},
                       {"version", POOLHOUSE_VERSION}});
  tell_what_is_unusual(house, settings, log);
  if (settings.dev) {
    fmt::print("{}", greeting(settings));
    std::fflush(stdout);
  }

  signals.wait();
  log.info("stopping: finishing what runs");
  readiness.close("shutting down");
  if (!server.drain(kDrainPatience)) {
    // Handlers still use what would be destroyed from here on. What was acknowledged is on disk.
    log.warning("requests were cut off after 10 s");
    std::_Exit(kOk);
  }
  log.info("stopped");
  return kOk;
}

}  // namespace poolhouse
