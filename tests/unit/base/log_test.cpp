#include "base/log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

#include "base/secret.h"

namespace poolhouse {
namespace {

static_assert(!std::is_constructible_v<LogField, std::string_view, const Secret&>);
static_assert(!std::is_constructible_v<LogField, std::string_view, Secret>);
static_assert(std::is_constructible_v<LogField, std::string_view, std::string>);

// A pipe in the place of stderr.
class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    ::fcntl(ends_[0], F_SETFL, O_NONBLOCK);
  }
  ~Pipe() {
    close_reader();
    ::close(ends_[1]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  [[nodiscard]] int writer() const { return ends_[1]; }
  void close_reader() {
    if (ends_[0] >= 0) ::close(ends_[0]);
    ends_[0] = -1;
  }
  std::string read_all() const {
    std::string text;
    std::array<char, 65536> part{};
    for (ssize_t n = 0; (n = ::read(ends_[0], part.data(), part.size())) > 0;) {
      text.append(part.data(), static_cast<std::size_t>(n));
    }
    return text;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t start = 0;
  for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', start)) {
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

// 2026-09-01T07:05:09.000Z
const ManualClock kClock;

TEST(Log, writes_one_json_object_a_line) {
  const Pipe pipe;
  Log log(LogFormat::json, LogLevel::info, kClock, pipe.writer());
  log.info("request", {{"status", 200}, {"path", "/"}, {"tls", false}, {"ms", 1.5}});
  EXPECT_EQ(pipe.read_all(),
            "{\"time\":\"2026-09-01T07:05:09.000Z\",\"level\":\"info\",\"message\":\"request\","
            "\"status\":200,\"path\":\"/\",\"tls\":false,\"ms\":1.5}\n");
}

TEST(Log, writes_text_for_people) {
  const Pipe pipe;
  Log log(LogFormat::text, LogLevel::info, kClock, pipe.writer());
  log.warning("slow disk", {{"path", "/data/a b"}, {"kind", "sqlite"}, {"tries", 3}});
  EXPECT_EQ(pipe.read_all(),
            "2026-09-01T07:05:09.000Z warning slow disk path=\"/data/a b\" kind=sqlite tries=3\n");
}

TEST(Log, leaves_out_what_is_below_its_level) {
  const Pipe pipe;
  Log log(LogFormat::json, LogLevel::warning, kClock, pipe.writer());
  log.debug("no");
  log.info("no");
  EXPECT_FALSE(log.enabled(LogLevel::info));
  EXPECT_EQ(pipe.read_all(), "");
}

TEST(Log, escapes_what_could_break_a_line_or_its_json) {
  struct Case {
    std::string value;
    std::string json;
  };
  const std::vector<Case> cases = {
      {"plain", R"("plain")"},
      {"a\"b\\c", R"("a\"b\\c")"},
      {"a\nb\r\t", R"("a\nb\u000d\u0009")"},
      {std::string("a\0b", 3), R"("a\u0000b")"},
      {"\x1b[31m", R"("\u001b[31m")"},
      {"\x7f", R"("\u007f")"},
      {"gr\xc3\xbc\xc3\x9f", "\"gr\xc3\xbc\xc3\x9f\""},
      {"\xf0\x9f\x8f\xa0", "\"\xf0\x9f\x8f\xa0\""},
      {"\xff", R"("\ufffd")"},
      {"\xc3", R"("\ufffd")"},                                // cut off
      {"\xc0\x80", R"("\ufffd\ufffd")"},                      // overlong
      {"\xed\xa0\x80", R"("\ufffd\ufffd\ufffd")"},            // surrogate
      {"\xf4\x90\x80\x80", R"("\ufffd\ufffd\ufffd\ufffd")"},  // beyond U+10FFFF
  };
  for (const auto& c : cases) {
    const Pipe pipe;
    Log log(LogFormat::json, LogLevel::info, kClock, pipe.writer());
    log.info("m", {{"v", c.value}});
    EXPECT_TRUE(pipe.read_all().ends_with("\"v\":" + c.json + "}\n")) << c.json;
  }
}

TEST(Log, cuts_long_texts_and_says_so) {
  const Pipe pipe;
  Log log(LogFormat::json, LogLevel::info, kClock, pipe.writer());
  const std::string huge(100'000, '\x01');
  log.info(huge, {{"a", huge}, {"b", huge}, {"c", huge}, {"d", huge}});
  const auto text = pipe.read_all();
  EXPECT_LE(text.size(), 4096U);
  EXPECT_TRUE(text.ends_with(",\"truncated\":true}\n"));
}

TEST(Log, keeps_the_lines_of_many_threads_whole) {
  const Pipe pipe;
  Log log(LogFormat::json, LogLevel::info, kClock, pipe.writer());
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&log] {
        for (int i = 0; i < 100; ++i) log.info("from a thread", {{"filler", "0123456789"}});
      });
    }
  }
  const auto lines = lines_of(pipe.read_all());
  EXPECT_EQ(lines.size(), 400U);
  for (const auto& line : lines) EXPECT_EQ(line, lines.front());
}

TEST(Log, drops_lines_while_the_reader_stalls_and_counts_them_afterwards) {
  // Given a reader that takes nothing until the pipe is full,
  const Pipe pipe;
  Log log(LogFormat::json, LogLevel::info, kClock, pipe.writer());
  for (int i = 0; i < 1000; ++i) log.info("to a full pipe", {{"filler", std::string(200, 'x')}});
  const auto written = lines_of(pipe.read_all()).size();
  EXPECT_LT(written, 1000U);

  // when it reads again, then the next line is followed by the number of those lost.
  log.info("after");
  const auto lines = lines_of(pipe.read_all());
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_TRUE(lines[0].contains("\"after\""));
  EXPECT_TRUE(lines[1].contains("\"log lines were lost\",\"count\":" + std::to_string(1000 - written)));
}

TEST(Log, survives_a_reader_that_is_gone) {
  Pipe pipe;
  Log log(LogFormat::json, LogLevel::info, kClock, pipe.writer());
  pipe.close_reader();
  log.info("nobody reads this");

  const int closed = ::dup(pipe.writer());
  ::close(closed);
  Log to_closed(LogFormat::json, LogLevel::info, kClock, closed);
  to_closed.info("nor this");
}

}  // namespace
}  // namespace poolhouse
