// The command line: which command, and with which settings.
#pragma once

namespace poolhouse {

// Runs what the arguments say and returns the process's exit code: 0 done, 1 it could not be done (one
// sentence on stderr says why), 2 it was asked for in a way that cannot be understood.
[[nodiscard]] int run_command_line(int argc, char** argv);

}  // namespace poolhouse
