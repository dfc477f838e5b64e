// What a backup holds: every table but the list of migrations, which the schema's version stands for.
//
// Nothing is left out for being short-lived. Attempts and spent states carry locks and replay protection
// from one moment to the next, the outbox carries what people were promised, and the rest is small.
// A test compares this list with the real schema of both engines, so that a table or a column added later
// cannot be forgotten.
#pragma once

#include <string>
#include <vector>

namespace poolhouse::backup {

enum class ColumnType {
  text,
  integer,
  blob,
  sealed,  // a blob that begins with the id of the master key it needs
};

enum class Presence { key, required, optional };

struct Column {
  std::string name;
  ColumnType type;
  Presence presence;
  friend bool operator==(const Column&, const Column&) = default;
};

// The key's columns come first, in the order of the key.
struct Table {
  std::string name;
  std::vector<Column> columns;
  friend bool operator==(const Table&, const Table&) = default;
};

// Those of the newest schema.
[[nodiscard]] const std::vector<Table>& tables();

}  // namespace poolhouse::backup
