// The files beside an SQLite database: who may read them, and that one process serves them.
#pragma once

#include <string>

namespace poolhouse::store {

// Makes the directory (0700) and an empty database file (0600) unless they are there. SQLite gives its log
// the mode of the database. Throws std::runtime_error.
void create_private_file(const std::string& path);

// An exclusive lock on `<path>.lock`, held as long as this lives; the system frees it when the process ends,
// however it ends. SQLite alone would let two processes write in turns, each with caches and a signing-key
// stock of its own.
class FileLock {
 public:
  // Throws std::runtime_error with a sentence for the operator when another process holds it.
  explicit FileLock(const std::string& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int file_;
};

}  // namespace poolhouse::store
