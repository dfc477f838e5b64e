#include "main/command_line.h"

int main(int argc, char** argv) { return poolhouse::run_command_line(argc, argv); }
