// Whether this node should get requests: asked of the database every second, answered from memory.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "base/log.h"

namespace poolhouse {

class Readiness {
 public:
  using Now = std::chrono::steady_clock::time_point;
  // A probe that is older than this says nothing any more. It may take two seconds, and a lost connection
  // twice as long.
  static constexpr std::chrono::seconds kFreshFor{6};

  // `reachable` may block; what it throws counts as false.
  Readiness(std::function<bool()> reachable, Log& log);

  // Asks once. Says in the log when the answer has changed.
  void probe(Now now);
  // From memory: nothing when ready, or why not.
  [[nodiscard]] std::optional<std::string> refusal(Now now) const;
  // From here on the answer is no, for the reason given: a load balancer is to go elsewhere.
  void close(std::string reason);

 private:
  enum class State { unknown, ready, not_ready };

  const std::function<bool()> reachable_;
  Log& log_;
  mutable std::mutex mutex_;
  State state_ = State::unknown;
  Now probed_at_;
  std::optional<std::string> closed_;
};

// Probes every second, and more often until it is ready, on a thread of its own, because the database may
// take its time to answer.
class ReadinessWatch {
 public:
  explicit ReadinessWatch(Readiness& readiness);

 private:
  std::jthread thread_;
};

}  // namespace poolhouse
