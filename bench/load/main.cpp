// The load driver: starts a server, fills it through its API, and measures it. `bench/run` calls it; `load
// --help` says what it takes. One line of JSON for each result; bench/report.py makes the report of them.
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "load/curl_echo.h"
#include "load/database.h"
#include "load/direct.h"
#include "load/population.h"
#include "load/process.h"
#include "load/scenarios.h"

namespace {

using namespace poolhouse::bench;
using std::chrono::milliseconds;

struct Options {
  std::string engine;
  std::string database;
  std::string data;
  pid_t database_process = 0;
  std::string echo;
  std::uint16_t port = 9400;
  std::vector<std::size_t> steps = {1000};
  std::size_t connections = 16;
  double seconds = 3;
  double warm_up_seconds = 1;
  std::vector<std::string> only;
  std::string out;
  std::vector<std::string> command;
};

constexpr const char* kReady = "/readyz";

// What a scenario is compared with across the runs of the echo: as many bytes to and fro.
struct Shape {
  std::string scenario;
  std::vector<WireSizes> sizes;
};

class Driver {
 public:
  explicit Driver(Options options)
      : options_(std::move(options)), signer_(Signer::from_environment()), out_(options_.out, std::ios::app) {
    if (!out_) throw std::runtime_error(fmt::format("{} cannot be written", options_.out));
  }

  void run() {
    for (const auto users : options_.steps) {
      fill(users);
      measure_at(users);
    }
    if (!options_.echo.empty()) measure_echo();
  }

 private:
  [[nodiscard]] Plan plan(std::size_t connections) const {
    const auto round = milliseconds(static_cast<std::int64_t>(options_.seconds * 1000));
    const auto warm_up = milliseconds(static_cast<std::int64_t>(options_.warm_up_seconds * 1000));
    return {
        .port = options_.port, .connections = connections, .warm_up = warm_up, .round = round, .rounds = 3};
  }

  // More users than these are not added through the API.
  static constexpr std::size_t kThroughTheApi = 10'000;

  void fill(std::size_t users) {
    const bool directly = population_ && users > population_->srp_users + kThroughTheApi;
    say(fmt::format("{}: adding users {} until there are {}", options_.engine,
                    directly ? "straight to the database" : "through the API", users));
    directly ? fill_directly(users) : fill_through_the_api(users);
  }

  void fill_through_the_api(std::size_t users) {
    const ServerProcess server(options_.command, options_.port, kReady);
    const auto many = plan(options_.connections);
    if (!population_) population_.emplace(many, signer_);
    report_fill(users, [&] { population_->grow_to(users, many, signer_); });
  }

  void fill_directly(std::size_t users) {
    report_fill(users, [&] {
      add_users_directly({.database = options_.database, .data = options_.data}, population_->srp,
                         population_->srp_users, users);
      population_->srp_users = users;
    });
    let_settle(options_.database);
  }

  template <class Add>
  void report_fill(std::size_t users, Add add) {
    const auto before = database_bytes(options_.database);
    const auto users_before = population_->users();
    const auto begun = std::chrono::steady_clock::now();
    add();
    const auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    const auto after = database_bytes(options_.database);
    const auto added = population_->users() - users_before;
    fmt::print(out_,
               R"({{"kind":"fill","engine":"{}","users":{},"added":{},"seconds":{:.3f},"database_bytes":{},)"
               R"("bytes_per_user":{:.0f}}})"
               "\n",
               options_.engine, users, added, took, after,
               added == 0 ? 0 : static_cast<double>(after - before) / static_cast<double>(added));
  }

  void measure_at(std::size_t users) {
    const ServerProcess server(options_.command, options_.port, kReady);
    // What starting left to do is done by then.
    std::this_thread::sleep_for(std::chrono::seconds(1));
    fmt::print(out_,
               R"({{"kind":"server","engine":"{}","users":{},"start_up_us":{},"idle_kib":{}}})"
               "\n",
               options_.engine, users, server.start_up().count(), resident_kib(server.pid()));
    population_->sign_in(plan(options_.connections), signer_);
    const Costs costs{.server = server.pid(), .database = options_.database_process};
    shapes_.clear();
    for (const auto& scenario : scenarios(*population_)) {
      if (!options_.only.empty() && std::ranges::find(options_.only, scenario.name) == options_.only.end())
        continue;
      for (const auto connections : {std::size_t{1}, options_.connections}) {
        const auto measured = report("scenario", scenario, plan(connections), costs, users);
        if (connections == 1) shapes_.push_back({scenario.name, measured.sizes});
      }
    }
  }

  void measure_echo() {
    const ServerProcess server({options_.echo, std::to_string(options_.port)}, options_.port, kReady);
    const Costs costs{.server = server.pid()};
    for (const auto& [name, sizes] : shapes_) {
      for (const auto connections : {std::size_t{1}, options_.connections}) {
        report("echo", echo_of(name, sizes), plan(connections), costs, 0);
      }
    }
    const auto& [name, sizes] = shapes_.front();
    report("curl_echo", curl_echo_of(name, options_.port, sizes), plan(options_.connections), costs, 0);
  }

  Measured report(std::string_view kind, const Scenario& scenario, const Plan& how, const Costs& costs,
                  std::size_t users) {
    auto m = measure(scenario, how, costs, signer_);
    std::size_t request = 0;
    std::size_t response = 0;
    for (const auto& call : m.sizes) {
      request += call.request;
      response += call.response_body;
    }
    fmt::print(out_,
               R"({{"kind":"{}","engine":"{}","users":{},"name":"{}","connections":{},"rate":{:.2f},)"
               R"("p50":{:.1f},"p95":{:.1f},"p99":{:.1f},"server_cpu":{:.2f},"database_cpu":{:.2f},)"
               R"("driver_cpu":{:.2f},"arithmetic_cpu":{:.2f},"resident_kib":{},"calls":{},)"
               R"("request_bytes":{},"response_bytes":{}}})"
               "\n",
               kind, options_.engine, users, scenario.name, how.connections, m.rate, m.p50, m.p95, m.p99,
               m.server_cpu, m.database_cpu, m.driver_cpu, m.arithmetic_cpu, m.server_resident_kib,
               m.sizes.size(), request, response);
    out_.flush();
    say(fmt::format("{}: {} {:26} {:3} connections {:10.0f}/s  p50 {:8.0f} us  server CPU {:8.1f} us",
                    options_.engine, kind, scenario.name, how.connections, m.rate, m.p50, m.server_cpu));
    return m;
  }

  static void say(const std::string& line) { fmt::print(stderr, "    {}\n", line); }

  Options options_;
  Signer signer_;
  std::ofstream out_;
  std::optional<Population> population_;
  std::vector<Shape> shapes_;
};

}  // namespace

int main(int count, char** arguments) {
  Options options;
  CLI::App app("Measures a server: load [OPTIONS] -- poolhouse serve ...", "load");
  app.add_option("--engine", options.engine, "What the results are called by")->required();
  app.add_option("--database", options.database, "sqlite:PATH or postgres://..., to look at its size")
      ->required();
  app.add_option("--data", options.data, "The server's data directory, for its master key")->required();
  app.add_option("--database-process", options.database_process, "PostgreSQL's postmaster, for its CPU time");
  app.add_option("--echo", options.echo, "The echo program: measures the HTTP floor as well");
  app.add_option("--port", options.port, "Where the server listens")->capture_default_str();
  app.add_option("--steps", options.steps, "Numbers of users, growing")->delimiter(',');
  app.add_option("--connections", options.connections, "Connections at a time")->capture_default_str();
  app.add_option("--seconds", options.seconds, "Length of a round; there are three")->capture_default_str();
  app.add_option("--warm-up", options.warm_up_seconds, "Seconds before them")->capture_default_str();
  app.add_option("--only", options.only, "Scenarios")->delimiter(',');
  app.add_option("--out", options.out, "Results are appended here")->required();
  app.add_option("command", options.command, "The server")->required();
  CLI11_PARSE(app, count, arguments);
  try {
    Driver(std::move(options)).run();
  } catch (const std::exception& failure) {
    fmt::print(stderr, "load: {}\n", failure.what());
    return 1;
  }
}
