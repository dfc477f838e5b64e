#include "crypto/password_hash_memory.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <utility>

namespace poolhouse::crypto {
namespace {

int unmap(void* start, std::size_t bytes) { return static_cast<int>(::syscall(SYS_munmap, start, bytes)); }

class HashMemory {
 public:
  HashMemory() = default;
  HashMemory(const HashMemory&) = delete;
  HashMemory& operator=(const HashMemory&) = delete;
  ~HashMemory() { release(); }

  // The kept mapping, if it has that size and is not in use.
  void* take(std::size_t bytes) {
    if (start_ == nullptr || in_use_ || bytes != bytes_) return nullptr;
    in_use_ = true;
    return start_;
  }

  // What was mapped because nothing fitted: kept from now on instead of what was, unless that is in use.
  void adopt(void* start, std::size_t bytes) {
    if (in_use_) return;
    release();
    start_ = start;
    bytes_ = bytes;
    in_use_ = true;
  }

  // Whether that is the kept mapping, which is then free again. It is wiped now: from the whole memory of a
  // hash its first block can be computed back, which tells a guess of the password at the price of one
  // BLAKE2.
  bool put_back(void* start, std::size_t bytes) {
    if (!in_use_ || start != start_ || bytes != bytes_) return false;
    ::explicit_bzero(start_, bytes_);
    in_use_ = false;
    return true;
  }

  void release() {
    if (start_ == nullptr || in_use_) return;
    unmap(std::exchange(start_, nullptr), std::exchange(bytes_, std::size_t{0}));
  }

 private:
  void* start_ = nullptr;
  std::size_t bytes_ = 0;
  bool in_use_ = false;
};

thread_local HashMemory hash_memory;
// Looked at by every mmap of the process, also before there are threads or anything else: no constructor.
thread_local bool hashes = false;

}  // namespace

KeptHashMemory::KeptHashMemory() noexcept { hashes = true; }
KeptHashMemory::~KeptHashMemory() { hashes = false; }

void release_password_hash_memory() noexcept { hash_memory.release(); }

}  // namespace poolhouse::crypto

#ifndef POOLHOUSE_SANITIZED_MMAP

extern "C" [[gnu::visibility("default")]] void* mmap(void* address, std::size_t bytes, int protection,
                                                     int flags, int file, off_t offset) noexcept {
  using namespace poolhouse::crypto;
  if (hashes) {
    if (void* const kept = hash_memory.take(bytes)) return kept;
  }
  auto* const mapped =
      reinterpret_cast<void*>(::syscall(SYS_mmap, address, bytes, protection, flags, file, offset));
  if (hashes && mapped != MAP_FAILED) hash_memory.adopt(mapped, bytes);
  return mapped;
}

extern "C" [[gnu::visibility("default")]] int munmap(void* address, std::size_t bytes) noexcept {
  using namespace poolhouse::crypto;
  return hashes && hash_memory.put_back(address, bytes) ? 0 : unmap(address, bytes);
}

#endif
