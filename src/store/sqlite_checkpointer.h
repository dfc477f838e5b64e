// Copies SQLite's log into the database beside the commits: inside them it costs 22 to 30 ms at p99.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "store/observer.h"
#include "store/sqlite_connection.h"

namespace poolhouse::store {

class SqliteCheckpointer {
 public:
  // `lost_sync` is called on this object's thread when a checkpoint's fsync fails.
  SqliteCheckpointer(const std::string& path, std::size_t checkpoint_bytes, std::size_t log_max_bytes,
                     StoreObserver& observer, std::function<void(const std::string&)> lost_sync);

  // After each commit: the log holds `pages`. Cheap.
  void log_has(int pages);
  // Whether the log has outgrown its bound. A copy beside the commits cannot restart a log that is always
  // being written to, so the writer does it, between two commits. True once for each copy.
  bool restart_due() { return restart_due_.exchange(false); }

 private:
  void work(const std::stop_token& stop);

  const int step_pages_;
  const int restart_pages_;
  StoreObserver& observer_;
  const std::function<void(const std::string&)> lost_sync_;
  SqliteConnection connection_;
  std::atomic<int> copied_pages_ = 0;  // how long the log was at the last copy
  std::atomic<bool> restart_due_ = false;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  int due_pages_ = 0;  // 0: nothing to do
  std::jthread thread_;
};

}  // namespace poolhouse::store
