// The 19 MiB that a password hash fills, kept from one hash to the next.
//
// libsodium maps them anew for every hash and gives them back, and the kernel's work on so many fresh pages
// is most of a hash's time, the more so when two threads hash at once. It has no place for memory of the
// caller's. So the program has an mmap and a munmap of its own, which libsodium finds before the C library's:
// while a KeptHashMemory lives they give its thread what its last hash gave back, wiped, and otherwise they
// do what the C library's do.
#pragma once

namespace poolhouse::crypto {

class KeptHashMemory {
 public:
  KeptHashMemory() noexcept;
  ~KeptHashMemory();
  KeptHashMemory(const KeptHashMemory&) = delete;
  KeptHashMemory& operator=(const KeptHashMemory&) = delete;
};

// Gives back what this thread keeps; a thread that ends does it by itself.
void release_password_hash_memory() noexcept;

// The sanitizers need an mmap of theirs: with them every hash has fresh pages.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define POOLHOUSE_SANITIZED_MMAP
#endif
#endif

}  // namespace poolhouse::crypto
