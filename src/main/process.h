// What the process asks of the operating system before it handles secrets.
#pragma once

namespace poolhouse {

// A core dump would write passwords and keys to a disk. Neither the kernel nor a debugger of the same user
// may read this process's memory; limits are set as well for tools that only look at those. Throws
// std::system_error.
void forbid_core_dumps();

}  // namespace poolhouse
