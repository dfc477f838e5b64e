// The log: one line on stderr per event, as a JSON object or as text for people.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/time.h"

namespace poolhouse {

enum class LogLevel { debug, info, warning, error };
enum class LogFormat { json, text };

// A key and its value, for the duration of one call. A Secret is no value: that does not compile.
class LogField {
 public:
  using Value = std::variant<std::string_view, std::int64_t, double, bool>;

  template <class T>
    requires std::convertible_to<const T&, std::string_view>
  LogField(std::string_view key, const T& value) : key_(key), value_(std::string_view(value)) {}
  template <std::integral T>
  LogField(std::string_view key, T value) : key_(key), value_(whole(value)) {}
  template <std::floating_point T>
  LogField(std::string_view key, T value) : key_(key), value_(static_cast<double>(value)) {}

  [[nodiscard]] std::string_view key() const { return key_; }
  [[nodiscard]] const Value& value() const { return value_; }

 private:
  static Value whole(bool value) { return value; }
  static Value whole(std::integral auto value) { return static_cast<std::int64_t>(value); }

  std::string_view key_;
  Value value_;
};

// Fields that outlive the call, such as those a handler leaves for the access log.
using OwnedLogFields = std::vector<std::pair<std::string, std::string>>;

// Safe from any thread; each line is one write. A reader of stderr that stalls or goes away costs
// lines, not the service: a write waits 100 ms once, then lines are dropped until there is room, and
// the next line written is followed by one that counts those lost. A line has at most 4,096 bytes
// (what a pipe takes whole); longer texts are cut and the line says "truncated".
class Log {
 public:
  // Makes the process ignore SIGPIPE, which a closed stderr would raise. `descriptor` stays the caller's.
  Log(LogFormat format, LogLevel least, const Clock& clock, int descriptor = 2);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  [[nodiscard]] bool enabled(LogLevel level) const { return level >= least_; }

  void debug(std::string_view message, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::debug, message, {fields.begin(), fields.size()});
  }
  void info(std::string_view message, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::info, message, {fields.begin(), fields.size()});
  }
  void warning(std::string_view message, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::warning, message, {fields.begin(), fields.size()});
  }
  void error(std::string_view message, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::error, message, {fields.begin(), fields.size()});
  }

  void write(LogLevel level, std::string_view message, std::span<const LogField> fields) {
    if (enabled(level)) write_line(level, message, fields);
  }

 private:
  struct Sink;

  void write_line(LogLevel level, std::string_view message, std::span<const LogField> fields);

  const LogFormat format_;
  const LogLevel least_;
  const Clock& clock_;
  std::unique_ptr<Sink> sink_;
};

}  // namespace poolhouse
