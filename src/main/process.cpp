#include "main/process.h"

#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <cerrno>
#include <system_error>

namespace poolhouse {

void forbid_core_dumps() {
  const rlimit none{0, 0};
  if (::setrlimit(RLIMIT_CORE, &none) != 0 || ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
    throw std::system_error(errno, std::generic_category(), "Core dumps cannot be switched off");
  }
}

void return_large_blocks() {
  // Set once, the threshold no longer grows by itself (mallopt(3)).
  constexpr int kLargeBlock = 256 * 1024;
  ::mallopt(M_MMAP_THRESHOLD, kLargeBlock);
}

}  // namespace poolhouse
