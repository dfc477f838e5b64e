#include "store/faulty_disk.h"

#include <mutex>

namespace poolhouse::store {
namespace {

sqlite3_vfs faulty;
sqlite3_vfs* real = nullptr;

// SQLite's functions for one kind of file, and the same with two of them exchanged.
struct Methods {
  const sqlite3_io_methods* real = nullptr;
  sqlite3_io_methods faulty{};
  std::once_flag known;
};
Methods database;
Methods write_ahead_log;

template <Methods& methods>
int faulty_write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  const int code = FaultyDisk::write_code;
  return code == SQLITE_OK ? methods.real->xWrite(file, data, size, offset) : code;
}

template <Methods& methods, std::atomic<int>& code>
int faulty_sync(sqlite3_file* file, int flags) {
  if (&methods == &write_ahead_log) ++FaultyDisk::log_sync_count;
  const int given = code;
  return given == SQLITE_OK ? methods.real->xSync(file, flags) : given;
}

template <Methods& methods, std::atomic<int>& sync_code>
void exchange(sqlite3_file* file) {
  std::call_once(methods.known, [file] {
    methods.real = file->pMethods;
    methods.faulty = *methods.real;
    methods.faulty.xWrite = faulty_write<methods>;
    methods.faulty.xSync = faulty_sync<methods, sync_code>;
  });
  file->pMethods = &methods.faulty;
}

int faulty_open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
  const int code = real->xOpen(real, name, file, flags, out_flags);
  if (code != SQLITE_OK) return code;
  if ((flags & SQLITE_OPEN_MAIN_DB) != 0) exchange<database, FaultyDisk::database_sync_code>(file);
  if ((flags & SQLITE_OPEN_WAL) != 0) exchange<write_ahead_log, FaultyDisk::log_sync_code>(file);
  return SQLITE_OK;
}

}  // namespace

std::atomic<int> FaultyDisk::log_sync_count = 0;
std::atomic<int> FaultyDisk::write_code = SQLITE_OK;
std::atomic<int> FaultyDisk::log_sync_code = SQLITE_OK;
std::atomic<int> FaultyDisk::database_sync_code = SQLITE_OK;

FaultyDisk::FaultyDisk() {
  write_code = SQLITE_OK;
  log_sync_code = SQLITE_OK;
  database_sync_code = SQLITE_OK;
  real = sqlite3_vfs_find(nullptr);
  faulty = *real;
  faulty.zName = "faulty";
  faulty.xOpen = faulty_open;
  sqlite3_vfs_register(&faulty, 1);
}

FaultyDisk::~FaultyDisk() {
  write_code = SQLITE_OK;
  log_sync_code = SQLITE_OK;
  database_sync_code = SQLITE_OK;
  sqlite3_vfs_unregister(&faulty);
  sqlite3_vfs_register(real, 1);
}

}  // namespace poolhouse::store
