// A constraint's regular expression.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

namespace poolhouse::api {

// What a one-class pattern says about characters beyond ASCII. `ask`: the expression decides.
enum class BeyondAscii : std::uint8_t { none, all, ask };

// A pattern that is one repeated character class (most are, and all that every request meets): it is
// decided byte by byte, without the regular expression.
struct AsciiClass {
  std::uint64_t low;   // bit c: character c belongs to the class
  std::uint64_t high;  // bit c: character 64 + c
  bool empty_matches;
  BeyondAscii beyond;
};

class Pattern {
 public:
  // `shown` is the model's text, which clients read; `expression` is its meaning in RE2's syntax.
  constexpr Pattern(std::string_view shown, std::string_view expression)
      : shown_(shown), expression_(expression) {}
  constexpr Pattern(std::string_view shown, std::string_view expression, AsciiClass bytewise)
      : shown_(shown), expression_(expression), is_class_(true), class_(bytewise) {}

  [[nodiscard]] std::string_view shown() const { return shown_; }
  // Whether all of `text`, which is valid UTF-8, matches. Linear in its size; safe from any thread. The
  // expression is compiled at its first use and kept for the life of the process. Throws
  // std::logic_error when it cannot be compiled: a test compiles them all.
  [[nodiscard]] bool matches(std::string_view text) const;
  // What `matches` says without the byte-wise short cut.
  [[nodiscard]] bool expression_matches(std::string_view text) const;

 private:
  std::string_view shown_;
  std::string_view expression_;
  bool is_class_ = false;
  AsciiClass class_ = {};
  // An RE2, which stays inside pattern.cpp.
  mutable std::atomic<const void*> compiled_ = nullptr;
};

}  // namespace poolhouse::api
