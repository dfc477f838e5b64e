#include "store/fault_points.h"

#ifdef POOLHOUSE_FAULT_POINTS

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>

#include "store/sql_text.h"

namespace poolhouse::store::fault_points {
namespace {

constexpr const char* kVariable = "POOLHOUSE_TEST_FAULT";
constexpr std::chrono::milliseconds kAhead{50};

struct Fault {
  int crash_at = 0;  // 0: nowhere
  std::string armed_by;
  bool synchronous_normal = false;
  bool acknowledge_early = false;
};

Fault parse(std::string_view text) {
  constexpr std::string_view kCrash = "crash_at:";
  if (text.empty()) return {};
  if (text == "synchronous_normal") return {.armed_by = {}, .synchronous_normal = true};
  if (text == "acknowledge_early") return {.armed_by = {}, .acknowledge_early = true};
  if (text.starts_with(kCrash)) {
    const auto rest = text.substr(kCrash.size());
    const auto colon = rest.find(':');
    Fault fault;
    std::from_chars(rest.data(), rest.data() + std::min(colon, rest.size()), fault.crash_at);
    if (fault.crash_at > 0 && colon < rest.size() - 1) {
      fault.armed_by = rest.substr(colon + 1);
      return fault;
    }
  }
  throw std::runtime_error(fmt::format("{} names no fault that there is: {}", kVariable, text));
}

const Fault& fault() {
  static const Fault asked_for = [] {
    const char* const text = std::getenv(kVariable);
    return parse(text == nullptr ? "" : text);
  }();
  return asked_for;
}

}  // namespace

void reach(std::string_view before) {
  static std::atomic<int> reached = 0;
  const auto& asked_for = fault();
  if (asked_for.crash_at == 0 || ::access(asked_for.armed_by.c_str(), F_OK) != 0) return;
  if (++reached != asked_for.crash_at) return;
  fmt::print(stderr, "fault point {}: before {}\n", asked_for.crash_at, before);
  // Nothing may run after it, not even the flush of a stream.
  ::kill(::getpid(), SIGKILL);
  ::pause();
}

void reach_statement(std::string_view sql) {
  if (changes_rows(sql)) reach(named(sql));
}

bool synchronous_normal() { return fault().synchronous_normal; }
bool acknowledge_early() { return fault().acknowledge_early; }
void be_ahead() { std::this_thread::sleep_for(kAhead); }

}  // namespace poolhouse::store::fault_points

#endif
