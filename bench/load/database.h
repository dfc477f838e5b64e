// How much the database holds, and what it does after a great change.
#pragma once

#include <cstdint>
#include <string>

namespace poolhouse::bench {

// `url` is sqlite:PATH or postgres://…, as for `poolhouse serve --database`. SQLite: the pages in use,
// whether they are in the file or still in its log.
[[nodiscard]] std::int64_t database_bytes(const std::string& url);

// What PostgreSQL does by itself within a minute after many rows came: statistics, and marks on the rows.
void let_settle(const std::string& url);

}  // namespace poolhouse::bench
