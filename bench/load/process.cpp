#include "load/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "load/connection.h"

namespace poolhouse::bench {
namespace {

using std::chrono::microseconds;

constexpr std::chrono::seconds kStartPatience{60};
constexpr std::chrono::milliseconds kPoll{1};

// The fields of /proc/PID/stat that matter (proc(5)); nothing for a process that is gone.
struct Stat {
  pid_t parent = 0;
  std::int64_t cpu_ticks = 0;
};

std::optional<Stat> stat_of(pid_t process) {
  std::ifstream file(fmt::format("/proc/{}/stat", process));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  // The second field is the program's name in parentheses, which may itself hold blanks and parentheses.
  const auto name_end = text.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(text.substr(name_end + 1));
  std::string state;
  std::int64_t parent = 0;
  fields >> state >> parent;
  std::string skipped;
  for (int field = 5; field < 14; ++field) fields >> skipped;
  Stat stat{.parent = static_cast<pid_t>(parent)};
  for (int field = 14; field <= 17; ++field) {  // utime, stime, cutime, cstime
    std::int64_t ticks = 0;
    fields >> ticks;
    stat.cpu_ticks += ticks;
  }
  return stat;
}

microseconds from_ticks(std::int64_t ticks) {
  return microseconds(ticks * 1'000'000 / ::sysconf(_SC_CLK_TCK));
}

bool answers(std::uint16_t port, const std::string& path) {
  try {
    Connection connection(port);
    return connection.exchange(fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", path)).status == 200;
  } catch (const std::runtime_error&) {  // nobody listens yet
    return false;
  }
}

[[noreturn]] void become(const std::vector<std::string>& command) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  const int nowhere = ::open("/dev/null", O_RDWR);
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nowhere, descriptor);
  std::vector<char*> arguments;
  for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  ::execv(arguments.front(), arguments.data());
  ::_exit(127);
}

}  // namespace

microseconds cpu_time(pid_t process) {
  const auto stat = stat_of(process);
  return stat ? from_ticks(stat->cpu_ticks) : microseconds(0);
}

microseconds cpu_time_of_family(pid_t parent) {
  auto sum = cpu_time(parent);
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const auto name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const auto stat = stat_of(std::stoi(name));
    if (stat && stat->parent == parent) sum += from_ticks(stat->cpu_ticks);
  }
  return sum;
}

microseconds own_cpu_time() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto micros = [](const timeval& time) {
    return microseconds(time.tv_sec * 1'000'000 + time.tv_usec);
  };
  return micros(usage.ru_utime) + micros(usage.ru_stime);
}

std::int64_t resident_kib(pid_t process) {
  std::ifstream file(fmt::format("/proc/{}/status", process));
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("VmRSS:")) return std::stoll(line.substr(6));
  }
  return 0;
}

ServerProcess::ServerProcess(const std::vector<std::string>& command, std::uint16_t port,
                             const std::string& ready_path) {
  // What listens there already would be measured in its place.
  if (answers(port, ready_path)) throw std::runtime_error(fmt::format("port {} is taken", port));
  const auto begun = std::chrono::steady_clock::now();
  pid_ = ::fork();
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid_ == 0) become(command);
  while (!answers(port, ready_path)) {
    const bool ended = ::waitpid(pid_, nullptr, WNOHANG) != 0;
    if (ended || std::chrono::steady_clock::now() > begun + kStartPatience) {
      if (!ended) stop();
      throw std::runtime_error(fmt::format("this does not come to serve: {}", fmt::join(command, " ")));
    }
    std::this_thread::sleep_for(kPoll);
  }
  start_up_ = std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - begun);
}

ServerProcess::~ServerProcess() { stop(); }

void ServerProcess::stop() {
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
}

}  // namespace poolhouse::bench
