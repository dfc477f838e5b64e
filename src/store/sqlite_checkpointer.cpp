#include "store/sqlite_checkpointer.h"

#include <fmt/format.h>

#include <algorithm>

namespace poolhouse::store {
namespace {

constexpr std::size_t kPageBytes = 4096;  // SQLite's default

int pages(std::size_t bytes) { return static_cast<int>(std::max<std::size_t>(bytes / kPageBytes, 1)); }

}  // namespace

SqliteCheckpointer::SqliteCheckpointer(const std::string& path, std::size_t checkpoint_bytes,
                                       std::size_t log_max_bytes, StoreObserver& observer,
                                       std::function<void(const std::string&)> lost_sync)
    : step_pages_(pages(checkpoint_bytes)),
      restart_pages_(pages(log_max_bytes)),
      observer_(observer),
      lost_sync_(std::move(lost_sync)),
      connection_(path, SqliteAccess::read_write),
      thread_([this](const std::stop_token& stop) { work(stop); }) {}

void SqliteCheckpointer::log_has(int pages) {
  // A log shorter than at the last copy has been restarted since.
  const int copied = copied_pages_.load();
  const int next = (pages < copied ? 0 : copied) + step_pages_;
  if (pages < next) return;
  {
    const std::scoped_lock lock(mutex_);
    due_pages_ = pages;
  }
  wake_.notify_one();
}

void SqliteCheckpointer::work(const std::stop_token& stop) {
  for (;;) {
    int due = 0;
    {
      std::unique_lock lock(mutex_);
      if (!wake_.wait(lock, stop, [this] { return due_pages_ > 0; })) return;
      due = std::exchange(due_pages_, 0);
    }
    copied_pages_ = due;
    try {
      connection_.checkpoint(SQLITE_CHECKPOINT_PASSIVE);
    } catch (const Unavailable& failure) {
      if (connection_.lost_sync()) {
        lost_sync_(failure.what());
        return;
      }
      // Nothing is lost: the log keeps it, and the next commits ask again.
      observer_.note(fmt::format("The log could not be copied into the database: {}", failure.what()));
    }
    if (due >= restart_pages_) restart_due_ = true;
  }
}

}  // namespace poolhouse::store
