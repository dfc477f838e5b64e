// What the store tells the house: durations for the metrics, sentences for the operator's log.
#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

namespace poolhouse::store {

// The exit code after a failed fsync (EX_IOERR of sysexits.h), so that a supervisor can tell it apart.
inline constexpr int kExitCannotSync = 74;

// Every function may be called from any thread, also at the same time, and must be quick. The defaults
// listen to nothing.
class StoreObserver {
 public:
  virtual ~StoreObserver() = default;

  // One commit reached the disk with `jobs` writes in it, `took` after its transaction began.
  virtual void committed(std::size_t jobs, std::chrono::nanoseconds took);
  // One read function ran for `took`, its waiting in the queue not counted.
  virtual void read_took(std::chrono::nanoseconds took);
  // A sentence for the log: waiting for the database, a connection lost, a checkpoint that failed.
  virtual void note(std::string_view sentence);
  // The disk refused an fsync. Linux drops the dirty pages when it says so, and a second fsync reports
  // success for data that is gone; so the process must end and recover from what is on disk. The default
  // writes the sentence to stderr and ends with kExitCannotSync. One that returns (in a test) leaves a store
  // that refuses every further write.
  virtual void fatal(std::string_view sentence);
};

}  // namespace poolhouse::store
