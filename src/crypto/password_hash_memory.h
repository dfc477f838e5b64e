// The 19 MiB that a password hash fills, kept from one hash to the next.
//
// libsodium maps them anew for every hash and gives them back, and the kernel's work on so many fresh pages
// is most of a hash's time, the more so when two threads hash at once. It has no place for memory of the
// caller's. So the linker gives this room the mmap and munmap that libsodium calls (--wrap, see
// CMakeLists.txt): a thread keeps what its last hash gave back, wiped, and its next hash of that size gets it
// again.
#pragma once

namespace poolhouse::crypto {

// Gives back what this thread keeps; a thread that ends does it by itself.
void release_password_hash_memory() noexcept;

}  // namespace poolhouse::crypto
