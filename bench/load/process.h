// The server that is measured, and what it costs the machine.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace poolhouse::bench {

// CPU time (user and system) of a process and all its threads, and of its children that have ended.
[[nodiscard]] std::chrono::microseconds cpu_time(pid_t process);
// The same of a process and of the children it has: PostgreSQL's processes are those of its postmaster.
[[nodiscard]] std::chrono::microseconds cpu_time_of_family(pid_t parent);
// CPU time of this process.
[[nodiscard]] std::chrono::microseconds own_cpu_time();
[[nodiscard]] std::int64_t resident_kib(pid_t process);

// A child process that serves on a port of 127.0.0.1. Ends with its parent. Its output is thrown away: what
// it logs is made and written as always, but no disk is kept busy by it.
class ServerProcess {
 public:
  // Returns when GET `ready_path` answers 200. Throws std::runtime_error when that takes 60 seconds.
  ServerProcess(const std::vector<std::string>& command, std::uint16_t port, const std::string& ready_path);
  // SIGTERM, and waits for its end.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  // From before the process was made to its first answer.
  [[nodiscard]] std::chrono::microseconds start_up() const { return start_up_; }

 private:
  void stop();

  pid_t pid_;
  std::chrono::microseconds start_up_{};
};

}  // namespace poolhouse::bench
