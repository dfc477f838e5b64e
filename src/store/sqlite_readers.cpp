#include "store/sqlite_readers.h"

namespace poolhouse::store {

std::unique_ptr<SqliteConnection> SqliteReaders::take() {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [this] { return !idle_.empty() || opened_ < max_; });
  if (!idle_.empty()) return take_idle();
  ++opened_;
  lock.unlock();
  try {
    return std::make_unique<SqliteConnection>(path_, SqliteAccess::read_only);
  } catch (...) {
    lock.lock();
    --opened_;
    returned_.notify_all();
    // When the process may not open one more file, those that are open must do.
    returned_.wait(lock, [this] { return !idle_.empty() || opened_ == 0; });
    if (idle_.empty()) throw;
    return take_idle();
  }
}

// Called with the mutex held.
std::unique_ptr<SqliteConnection> SqliteReaders::take_idle() {
  auto connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

void SqliteReaders::give_back(std::unique_ptr<SqliteConnection> connection) {
  connection->take_failure();
  {
    const std::scoped_lock lock(mutex_);
    idle_.push_back(std::move(connection));
  }
  returned_.notify_one();
}

}  // namespace poolhouse::store
