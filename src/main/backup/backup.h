// Taking a backup: one moment of the database, beside a server that goes on writing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "main/backup/backup_file.h"

namespace poolhouse::backup {

// Called after every so many rows of a table and at its end.
using Progress = std::function<void(std::string_view table, std::int64_t rows)>;

struct Taken {
  Header header;
  RowCounts rows;
  std::uint64_t bytes = 0;
};

// Writes `file` from what `database` (as in Settings) holds at one moment, after everything that was
// acknowledged before the call. Rows are read in pages, in the order of their keys, so that memory stays
// small whatever the number of users. On SQLite the log grows for as long as it takes, because the moment
// must stay readable. `file` is replaced, or left as it was when this throws std::runtime_error.
[[nodiscard]] Taken take(const std::string& database, const std::filesystem::path& file, Time now,
                         const Progress& progress);

}  // namespace poolhouse::backup
