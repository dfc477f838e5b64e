// Reading a backup back: first all of it, then into a new database, all or nothing.
#pragma once

#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include "main/backup/backup.h"
#include "main/backup/backup_file.h"
#include "store/migration.h"

namespace poolhouse::backup {

// An open backup that has been read through, found whole and made for a schema that `migrations` reach.
// What is restored from it is the same open file, read and compared once more.
class Verified {
 public:
  // Throws std::runtime_error with a sentence for the operator.
  Verified(const std::filesystem::path& file, std::span<const store::Migration> migrations);

  [[nodiscard]] const Header& header() const { return header_; }
  [[nodiscard]] const RowCounts& rows() const { return rows_; }
  // One sealed value for each master key that sealed any: for sealed_by_others.
  [[nodiscard]] const std::vector<std::string>& samples() const { return samples_; }

  // Puts all rows into `database` (as in Settings): a new SQLite file, or a PostgreSQL database or schema in
  // which Poolhouse has no rows. An SQLite file gets its name when it is complete; in PostgreSQL one
  // transaction holds all rows, so that what an interrupted restore leaves is still empty. The schema is
  // the backup's, brought up to date at the end. Throws std::runtime_error with a sentence for the operator.
  void restore_into(const std::string& database, const Progress& progress);

 private:
  void restore_into_sqlite(const std::filesystem::path& file, const Progress& progress);
  void restore_into_postgres(const std::string& database, const Progress& progress);
  void fill(store::Connection& db, const Progress& progress);

  const std::filesystem::path file_;
  const std::span<const store::Migration> migrations_;
  std::span<const store::Migration> migrations_of_backup_;
  std::ifstream in_;
  Header header_;
  RowCounts rows_;
  std::vector<std::string> samples_;
};

}  // namespace poolhouse::backup
