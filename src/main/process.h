// What the process asks of the operating system and of the C library before it does anything else.
#pragma once

namespace poolhouse {

// A core dump would write passwords and keys to a disk. Neither the kernel nor a debugger of the same user
// may read this process's memory; limits are set as well for tools that only look at those. Throws
// std::system_error.
void forbid_core_dumps();

// What a large block took goes back to the system when it is freed. glibc would keep blocks of a size that
// was freed once on its heaps, where the bodies of a flood of requests took twice what their bound says.
void return_large_blocks();

}  // namespace poolhouse
