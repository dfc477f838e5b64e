#include "base/log.h"

#include <fmt/format.h>
#include <poll.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <iterator>
#include <mutex>

namespace poolhouse {
namespace {

// What POSIX lets a pipe take in one piece (PIPE_BUF): longer lines of two threads could interleave.
constexpr std::size_t kLineMax = 4096;
// Room left in a line for the time, the level, "truncated" and the end.
constexpr std::size_t kPayloadMax = kLineMax - 160;
constexpr std::size_t kTextMax = 1024;
constexpr int kStallPatienceMs = 100;

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

// The length of the well-formed UTF-8 sequence at the start of `text`; 0 when there is none (RFC 3629, 4).
std::size_t utf8_sequence(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto first = byte(0);
  const std::size_t size = first < 0x80   ? 1
                           : first < 0xC2 ? 0
                           : first < 0xE0 ? 2
                           : first < 0xF0 ? 3
                           : first < 0xF5 ? 4
                                          : 0;
  if (size == 0 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool surrogate = first == 0xED && byte(1) > 0x9F;
  const bool beyond = first == 0xF4 && byte(1) > 0x8F;
  return overlong || surrogate || beyond ? 0 : size;
}

// Builds what follows the level on a line, never longer than kPayloadMax.
class Payload {
 public:
  explicit Payload(LogFormat format) : format_(format) {}

  void message(std::string_view text) {
    if (format_ == LogFormat::json) {
      append("\"message\":");
      quoted(text);
    } else {
      unquoted_if_plain(text, " ");
    }
  }

  void field(std::string_view key, const LogField::Value& value) {
    // A field is begun only where its key and a short value fit.
    if (text_.size() + key.size() + 40 > kPayloadMax) {
      truncated_ = true;
      return;
    }
    if (format_ == LogFormat::json) {
      append(",");
      quoted(key);
      append(":");
    } else {
      append(" ");
      append(key);
      append("=");
    }
    std::visit([this](const auto& v) { put(v); }, value);
  }

  std::string_view finish() {
    if (truncated_) append(format_ == LogFormat::json ? ",\"truncated\":true" : " truncated=true");
    return {text_.data(), text_.size()};
  }

 private:
  void append(std::string_view part) { text_.append(part); }

  void put(std::string_view value) {
    if (format_ == LogFormat::json) {
      quoted(value);
    } else {
      unquoted_if_plain(value, "");
    }
  }
  void put(std::int64_t value) { fmt::format_to(std::back_inserter(text_), "{}", value); }
  // JSON has no infinities.
  void put(double value) {
    if (value - value != 0) return append("null");
    fmt::format_to(std::back_inserter(text_), "{:.6g}", value);
  }
  void put(bool value) { append(value ? "true" : "false"); }

  void unquoted_if_plain(std::string_view value, std::string_view also_plain) {
    const auto plain = [&](char c) {
      return (c > ' ' && c < 0x7F && c != '"' && c != '\\' && c != '=') || also_plain.contains(c);
    };
    for (const char c : value) {
      if (!plain(c)) return quoted(value);
    }
    if (value.empty() || value.size() > kTextMax) return quoted(value);
    append(value);
  }

  // A JSON string. What is not UTF-8 becomes U+FFFD, so that every line parses; controls are escaped, so
  // that no value can begin a line or steer a terminal.
  void quoted(std::string_view value) {
    append("\"");
    std::size_t taken = 0;
    while (taken < value.size()) {
      if (taken >= kTextMax || text_.size() + 24 > kPayloadMax) {
        truncated_ = true;
        break;
      }
      const auto size = utf8_sequence(value.substr(taken));
      if (size == 1) {
        escaped(value[taken]);
      } else {
        append(size == 0 ? std::string_view("\\ufffd") : value.substr(taken, size));
      }
      taken += size == 0 ? 1 : size;
    }
    append("\"");
  }

  void escaped(char c) {
    if (c == '"' || c == '\\') {
      text_.push_back('\\');
      text_.push_back(c);
    } else if (c == '\n') {
      append("\\n");
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      fmt::format_to(std::back_inserter(text_), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
      text_.push_back(c);
    }
  }

  const LogFormat format_;
  fmt::basic_memory_buffer<char, 512> text_;
  bool truncated_ = false;
};

std::string_view pattern_for(LogFormat format) {
  return format == LogFormat::json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})"
                                   : "%Y-%m-%dT%H:%M:%S.%eZ %-7l %v";
}

// Writes whole lines to a descriptor that may stall, fill up or be closed.
class DescriptorSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  DescriptorSink(LogFormat format, int descriptor)
      : base_sink(std::make_unique<spdlog::pattern_formatter>(std::string(pattern_for(format)),
                                                              spdlog::pattern_time_type::utc, "\n")),
        format_(format),
        descriptor_(descriptor) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    if (!write_line(message, lost_ == 0 ? kStallPatienceMs : 0)) {
      ++lost_;
      return;
    }
    if (lost_ == 0) return;
    Payload payload(format_);
    payload.message("log lines were lost");
    payload.field("count", static_cast<std::int64_t>(lost_));
    const auto text = payload.finish();
    const spdlog::details::log_msg note(message.time, {}, "", spdlog::level::warn,
                                        {text.data(), text.size()});
    if (write_line(note, 0)) lost_ = 0;
  }
  void flush_() override {}

 private:
  bool write_line(const spdlog::details::log_msg& message, int patience_ms) {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    // Writable means room for kLineMax bytes in a pipe, so that the write after it does not block.
    pollfd ready{descriptor_, POLLOUT, 0};
    if (::poll(&ready, 1, patience_ms) != 1 || (ready.revents & POLLOUT) == 0) return false;
    ssize_t written = -1;
    do {
      written = ::write(descriptor_, line.data(), line.size());
    } while (written < 0 && errno == EINTR);
    return written == static_cast<ssize_t>(line.size());
  }

  const LogFormat format_;
  const int descriptor_;
  std::uint64_t lost_ = 0;
};

}  // namespace

struct Log::Sink {
  DescriptorSink descriptor;
};

Log::Log(LogFormat format, LogLevel least, const Clock& clock, int descriptor)
    : format_(format), least_(least), clock_(clock), sink_(new Sink{{format, descriptor}}) {
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
}

Log::~Log() = default;

void Log::write_line(LogLevel level, std::string_view message, std::span<const LogField> fields) {
  Payload payload(format_);
  payload.message(message);
  for (const auto& field : fields) payload.field(field.key(), field.value());
  const auto text = payload.finish();
  const spdlog::log_clock::time_point now(clock_.now().time_since_epoch());
  sink_->descriptor.log({now, {}, "", spdlog_level(level), {text.data(), text.size()}});
}

}  // namespace poolhouse
