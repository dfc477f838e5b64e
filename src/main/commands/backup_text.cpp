#include "main/commands/backup_text.h"

#include <fmt/format.h>

#include <cstdio>

namespace poolhouse {
namespace {

std::string with_commas(std::int64_t number) {
  auto digits = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return digits;
}

}  // namespace

std::string rows_in_words(const backup::RowCounts& rows) {
  const auto sum = backup::sum_of(rows);
  return fmt::format("{} {}", with_commas(sum), sum == 1 ? "row" : "rows");
}

std::string bytes_in_words(std::uint64_t bytes) {
  constexpr double kMegabyte = 1e6;
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / kMegabyte);
}

void print_rows(std::string_view table, std::int64_t rows) {
  if (rows > 0) fmt::print(stderr, "  {}: {}\n", table, with_commas(rows));
}

}  // namespace poolhouse
