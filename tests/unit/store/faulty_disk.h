// A disk that fails on command, under every SQLite database of this process.
#pragma once

#include <sqlite3.h>

#include <atomic>

namespace poolhouse::store {

// While one of these lives, databases opened meanwhile use it. SQLite's own file functions do the work
// unless a failure is switched on.
class FaultyDisk {
 public:
  FaultyDisk();
  ~FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  // What each write to a file gives from now on: SQLITE_OK, SQLITE_FULL, SQLITE_IOERR_WRITE …
  void writes_give(int code) { write_code = code; }
  // What each fsync gives from now on: SQLITE_OK or SQLITE_IOERR_FSYNC. A commit syncs the log, a checkpoint
  // the database as well.
  void log_syncs_give(int code) { log_sync_code = code; }
  void database_syncs_give(int code) { database_sync_code = code; }

  // How often a log was synced.
  [[nodiscard]] int log_syncs() const { return log_sync_count; }

  static std::atomic<int> log_sync_count;
  static std::atomic<int> write_code;
  static std::atomic<int> log_sync_code;
  static std::atomic<int> database_sync_code;
};

}  // namespace poolhouse::store
