// The whole server, wired in sight: every object with exactly what it uses.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "aws/access_keys.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/time.h"
#include "crypto/sealed.h"
#include "http/event_loop.h"
#include "http/router.h"
#include "main/settings.h"
#include "messaging/outbox.h"
#include "store/store.h"

namespace poolhouse {

// What the operations page lists.
struct OperationState {
  std::string service;
  std::string name;
  bool built;
};

class House {
 public:
  // Opens the database (and migrates it), reads the master key, makes every operation ready.
  // Throws std::runtime_error with a sentence for the operator. `public_url` as clients know it.
  House(const Settings& settings, const std::string& public_url, http::EventLoop& loop, const Clock& clock,
        Random& random, Log& log, Metrics& metrics);
  ~House();
  House(const House&) = delete;
  House& operator=(const House&) = delete;

  // POST /, JWKS and discovery. Main adds health, metrics and the inbox.
  void add_routes(http::Router& router);
  // Timers: spare signing keys, clean-up. Until the House is destroyed.
  void start_background_work();

  [[nodiscard]] store::Store& store();
  [[nodiscard]] const messaging::Outbox& outbox() const;
  [[nodiscard]] const aws::AccessKeys& access_keys() const;

 private:
  struct Rooms;
  std::unique_ptr<Rooms> rooms_;
};

// Every operation of the models and whether it is built, without opening anything.
[[nodiscard]] std::vector<OperationState> operation_states();

}  // namespace poolhouse
