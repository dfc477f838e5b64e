#include <cstdio>
#include <exception>

#include "main/command_line.h"
#include "main/process.h"

int main(int argc, char** argv) {
  try {
    poolhouse::forbid_core_dumps();
    poolhouse::return_large_blocks();
    return poolhouse::run_command_line(argc, argv);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "poolhouse: %s\n", failure.what());
    return 1;
  }
}
