// What is done beside the requests: expired rows and undelivered messages forgotten, signing keys made ahead,
// deleted pools swept away. Every piece is small, so that nobody's request waits for it.
#pragma once

#include <condition_variable>
#include <mutex>

#include "base/log.h"
#include "base/task.h"
#include "base/time.h"
#include "messaging/outbox.h"
#include "store/store.h"
#include "userpools/tokens/signing_keys.h"

namespace poolhouse::userpools {

class HouseKeeping {
 public:
  HouseKeeping(store::Store& store, const messaging::Outbox& outbox, SpareSigningKeys& spare_keys,
               const Clock& clock, Log& log);
  // Waits for the round that runs.
  ~HouseKeeping();
  HouseKeeping(const HouseKeeping&) = delete;
  HouseKeeping& operator=(const HouseKeeping&) = delete;

  // Starts a round unless one runs. Does not block.
  void tick();

 private:
  Task<> round();
  Task<> forget_expired();

  store::Store& store_;
  const messaging::Outbox& outbox_;
  SpareSigningKeys& spare_keys_;
  const Clock& clock_;
  Log& log_;
  Time next_cleaning_{};
  std::mutex mutex_;
  std::condition_variable idle_;
  bool running_ = false;
  bool stopped_ = false;
};

}  // namespace poolhouse::userpools
