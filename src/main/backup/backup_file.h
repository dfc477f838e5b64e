// The file of a backup: lines of JSON, so that any engine, any later version and a person can read it.
//
//   {"poolhouse_backup":1,"schema_version":1,"created_at":"2026-…Z","engine":"sqlite","version":"0.1.0"}
//   {"table":"user_pool","columns":[["pool_id","text","key"],["settings","text","required"],…]}
//   ["us-east-1_AbCdEfGhI","{…}",1790000000000,1790000000000]
//   …
//   {"rows":{"user_pool":1,…},"sha256":"…"}
//
// Blobs are base64. The last line counts the rows and has the SHA-256 of all lines before it, so that a
// file that was cut off or has one wrong bit is told from a whole one (`head -n -1 FILE | sha256sum`).
// What the database holds sealed stays sealed: the file is as useless as the database without the master key.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "crypto/running_sha256.h"
#include "main/backup/tables.h"
#include "store/store.h"

namespace poolhouse::backup {

inline constexpr std::int64_t kFormatVersion = 1;

struct Header {
  std::int64_t schema_version = 0;
  std::string created_at;  // ISO 8601
  std::string engine;      // it was taken from
  std::string version;     // of the Poolhouse that took it
  friend bool operator==(const Header&, const Header&) = default;
};

using RowCounts = std::vector<std::pair<std::string, std::int64_t>>;
[[nodiscard]] std::int64_t sum_of(const RowCounts& rows);

class Writer {
 public:
  using Sink = std::function<void(std::string_view bytes)>;

  Writer(Sink sink, const Header& header);
  // The rows added from here on are this table's.
  void begin(const Table& table);
  // The values of `columns`, in their order. Throws std::logic_error when one is of another type.
  void add(const store::Row& row);
  // The last line; without it the file counts as cut off.
  void finish();
  [[nodiscard]] const RowCounts& rows() const { return rows_; }

 private:
  void put(std::string line);

  const Sink sink_;
  crypto::RunningSha256 digest_;
  Table table_;
  RowCounts rows_;
};

// The file is not what a Writer wrote. `what()` is a sentence with the file's name.
class Damaged : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Reads what a Writer wrote, line by line. Nothing of it may be trusted before `next_table` has returned
// nothing: only then the counts and the digest have been compared. Every function throws Damaged.
class Reader {
 public:
  // `name` is for messages. `in` outlives the reader.
  Reader(std::istream& in, std::string name);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  [[nodiscard]] const Header& header() const;
  // After the last row of the one before.
  [[nodiscard]] std::optional<Table> next_table();
  [[nodiscard]] std::optional<std::vector<store::Value>> next_row();
  [[nodiscard]] const RowCounts& rows() const;

 private:
  class Lines;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace poolhouse::backup
