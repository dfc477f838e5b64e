// The closed loop: so many connections, each sending its next request when the last one is answered.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/random.h"
#include "crypto/srp_client.h"
#include "load/client.h"

namespace poolhouse::bench {

// One connection and what its thread needs. Every worker has a number of its own, from 0.
struct Worker {
  Worker(std::uint16_t port, const Signer& signer, std::size_t its_number);

  // A number below `bound`, for choosing a user.
  [[nodiscard]] std::size_t any(std::size_t bound) { return random.below(bound); }

  std::size_t number;
  Client client;
  SeededRandom random;
  // One `a` for the whole run: an exponentiation less for the driver, none less for the server.
  crypto::srp::Client srp;
  // CPU time spent in the client's part of SRP, which on a real client's machine is its own affair.
  std::chrono::nanoseconds arithmetic{};
};

// One request of a scenario: one call, or the two of an SRP sign-in.
using Request = std::function<void(Worker&)>;

struct Scenario {
  std::string name;
  Request request;
};

struct Plan {
  std::uint16_t port = 0;
  std::size_t connections = 1;
  std::chrono::milliseconds warm_up{};
  std::chrono::milliseconds round{};
  std::size_t rounds = 3;
};

// Whose CPU time is counted.
struct Costs {
  pid_t server = 0;
  pid_t database = 0;  // PostgreSQL's postmaster; 0 for none
};

// Each figure is the median of the rounds. Times are microseconds; those of CPUs are per request.
struct Measured {
  double rate = 0;  // requests a second
  // What a client waits for, without its own arithmetic.
  double p50 = 0, p95 = 0, p99 = 0;
  double server_cpu = 0, database_cpu = 0;
  double driver_cpu = 0, arithmetic_cpu = 0;  // the second is part of the first
  std::int64_t server_resident_kib = 0;
  std::vector<WireSizes> sizes;  // of the calls of one request
};

// Throws CallFailed, from whatever thread it came.
[[nodiscard]] Measured measure(const Scenario& scenario, const Plan& plan, const Costs& costs,
                               const Signer& signer);

// Runs `request` once for each number below `count`, on all connections.
void for_each(std::size_t count, const Plan& plan, const Signer& signer,
              const std::function<void(Worker&, std::size_t number)>& request);

}  // namespace poolhouse::bench
