// The read connections of an SQLite store, opened when they are first needed.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/sqlite_connection.h"

namespace poolhouse::store {

class SqliteReaders {
 public:
  SqliteReaders(std::string path, std::size_t max) : path_(std::move(path)), max_(max) {}

  // A connection until the lease ends. Waits while all are lent: a read runs to its end on its thread, so
  // the wait is as short as a read.
  class Lease {
   public:
    explicit Lease(SqliteReaders& readers) : readers_(readers), connection_(readers.take()) {}
    ~Lease() { readers_.give_back(std::move(connection_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    SqliteConnection& operator*() { return *connection_; }

   private:
    SqliteReaders& readers_;
    std::unique_ptr<SqliteConnection> connection_;
  };

 private:
  std::unique_ptr<SqliteConnection> take();
  std::unique_ptr<SqliteConnection> take_idle();
  void give_back(std::unique_ptr<SqliteConnection> connection);

  const std::string path_;
  const std::size_t max_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<SqliteConnection>> idle_;  // the last one used is the warmest
  std::size_t opened_ = 0;
};

}  // namespace poolhouse::store
