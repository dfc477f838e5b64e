#include "userpools/auth/srp_timestamp.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace poolhouse::userpools {
namespace {

constexpr std::array<std::string_view, 7> kDays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// Reads a text from left to right; `ok` turns false at the first thing that is not there.
struct Reader {
  std::string_view rest;
  bool ok = true;

  std::string_view take(std::size_t size) {
    ok = ok && rest.size() >= size;
    if (!ok) return {};
    const auto taken = rest.substr(0, size);
    rest.remove_prefix(size);
    return taken;
  }
  void expect(std::string_view literal) { ok = take(literal.size()) == literal && ok; }
  int number(std::size_t digits) {
    int value = 0;
    for (const char c : take(digits)) {
      ok = ok && c >= '0' && c <= '9';
      value = value * 10 + (c - '0');
    }
    return value;
  }
  template <std::size_t N>
  unsigned index_in(const std::array<std::string_view, N>& names) {
    const auto found = std::ranges::find(names, take(3));
    ok = ok && found != names.end();
    return static_cast<unsigned>(found - names.begin());
  }
};

}  // namespace

std::optional<Time> parse_srp_timestamp(std::string_view text) {
  Reader in{text};
  (void)in.index_in(kDays);
  in.expect(" ");
  const auto month = in.index_in(kMonths) + 1;
  in.expect(" ");
  if (in.rest.starts_with(' ')) in.expect(" ");
  const auto day = in.number(in.rest.size() > 1 && in.rest[1] == ' ' ? 1 : 2);
  in.expect(" ");
  const auto hour = in.number(2);
  in.expect(":");
  const auto minute = in.number(2);
  in.expect(":");
  const auto second = in.number(2);
  in.expect(" ");
  if (in.rest.starts_with("GMT")) {
    in.expect("GMT");
  } else {
    in.expect("UTC");
  }
  in.expect(" ");
  const auto year = in.number(4);
  if (!in.ok || !in.rest.empty() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return Time(std::chrono::sys_days(date)) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

}  // namespace poolhouse::userpools
