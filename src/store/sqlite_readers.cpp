#include "store/sqlite_readers.h"

namespace poolhouse::store {

std::unique_ptr<SqliteConnection> SqliteReaders::take() {
  {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [this] { return !idle_.empty() || opened_ < max_; });
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
    ++opened_;
  }
  try {
    return std::make_unique<SqliteConnection>(path_, SqliteAccess::read_only);
  } catch (...) {
    {
      const std::scoped_lock lock(mutex_);
      --opened_;
    }
    returned_.notify_one();
    throw;
  }
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
