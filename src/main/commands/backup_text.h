// What backup and restore tell the operator.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "main/backup/backup_file.h"

namespace poolhouse {

// "120,034 rows"
[[nodiscard]] std::string rows_in_words(const backup::RowCounts& rows);
// "41.3 MB"
[[nodiscard]] std::string bytes_in_words(std::uint64_t bytes);
// To stderr, as a backup::Progress. Empty tables are no progress.
void print_rows(std::string_view table, std::int64_t rows);

}  // namespace poolhouse
