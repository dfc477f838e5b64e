#include "crypto/password_hash_memory.h"

#include <sys/mman.h>

#include <cstddef>
#include <cstring>
#include <utility>

// The names are the linker's: what a static library calls mmap arrives at __wrap_mmap, and __real_mmap is the
// C library's.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" {
void* __real_mmap(void* address, std::size_t bytes, int protection, int flags, int file, off_t offset);
int __real_munmap(void* address, std::size_t bytes);
void* __wrap_mmap(void* address, std::size_t bytes, int protection, int flags, int file, off_t offset);
int __wrap_munmap(void* address, std::size_t bytes);
}

namespace poolhouse::crypto {
namespace {

// Nothing else that is mapped through static libraries is as large.
constexpr std::size_t kHashBytesMin = std::size_t{1} << 20;

class HashMemory {
 public:
  HashMemory() = default;
  HashMemory(const HashMemory&) = delete;
  HashMemory& operator=(const HashMemory&) = delete;
  ~HashMemory() { release(); }

  // The kept mapping, if it has that size and is not in use.
  void* take(std::size_t bytes) {
    if (in_use_ || bytes != bytes_) return nullptr;
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
    __real_munmap(std::exchange(start_, nullptr), std::exchange(bytes_, std::size_t{0}));
  }

 private:
  void* start_ = nullptr;
  std::size_t bytes_ = 0;
  bool in_use_ = false;
};

thread_local HashMemory hash_memory;

}  // namespace

void release_password_hash_memory() noexcept { hash_memory.release(); }

}  // namespace poolhouse::crypto

void* __wrap_mmap(void* address, std::size_t bytes, int protection, int flags, int file, off_t offset) {
  using namespace poolhouse::crypto;
  const bool for_a_hash = address == nullptr && file == -1 && (flags & MAP_ANONYMOUS) != 0 &&
                          protection == (PROT_READ | PROT_WRITE) && bytes >= kHashBytesMin;
  if (!for_a_hash) return __real_mmap(address, bytes, protection, flags, file, offset);
  if (void* const kept = hash_memory.take(bytes)) return kept;
  void* const mapped = __real_mmap(address, bytes, protection, flags, file, offset);
  if (mapped != MAP_FAILED) hash_memory.adopt(mapped, bytes);
  return mapped;
}

int __wrap_munmap(void* address, std::size_t bytes) {
  return poolhouse::crypto::hash_memory.put_back(address, bytes) ? 0 : __real_munmap(address, bytes);
}
// NOLINTEND(bugprone-reserved-identifier)
