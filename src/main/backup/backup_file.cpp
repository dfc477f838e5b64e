#include "main/backup/backup_file.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <istream>

#include "api/json_writer.h"
#include "crypto/encoding.h"

namespace poolhouse::backup {
namespace {

// Far above any row, whose parts came in requests that the service bounds. What has longer lines is
// another file, and must not be read into memory.
constexpr std::size_t kLineBytesMax = std::size_t{16} << 20;
constexpr std::size_t kReadBytes = std::size_t{64} << 10;

constexpr std::array<std::string_view, 4> kTypeNames{"text", "integer", "blob", "sealed"};
constexpr std::array<std::string_view, 3> kPresenceNames{"key", "required", "optional"};

template <class Enum, std::size_t size>
std::string_view name_of(Enum value, const std::array<std::string_view, size>& names) {
  return names.at(static_cast<std::size_t>(value));
}

template <class Enum, std::size_t size>
std::optional<Enum> named(std::string_view name, const std::array<std::string_view, size>& names) {
  const auto* const found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

std::string in_quotes(std::string_view text) {
  std::string quoted;
  api::append_json_string(quoted, text);
  return quoted;
}

std::string header_line(const Header& header) {
  return fmt::format(
      R"({{"poolhouse_backup":{},"schema_version":{},"created_at":{},"engine":{},"version":{}}})",
      kFormatVersion, header.schema_version, in_quotes(header.created_at), in_quotes(header.engine),
      in_quotes(header.version));
}

std::string table_line(const Table& table) {
  auto line = fmt::format(R"({{"table":{},"columns":[)", in_quotes(table.name));
  for (const auto& column : table.columns) {
    line += fmt::format("{}[{},\"{}\",\"{}\"]", &column == &table.columns.front() ? "" : ",",
                        in_quotes(column.name), name_of(column.type, kTypeNames),
                        name_of(column.presence, kPresenceNames));
  }
  return line + "]}";
}

std::string last_line(const RowCounts& rows, const std::string& digest) {
  std::string line = R"({"rows":{)";
  for (const auto& [table, count] : rows) {
    line += fmt::format("{}{}:{}", line.ends_with('{') ? "" : ",", in_quotes(table), count);
  }
  return line + fmt::format(R"(}},"sha256":"{}"}})", crypto::to_hex(digest));
}

void append_value(std::string& line, const store::Row& row, std::size_t index, ColumnType type) {
  if (row.is_null(index)) {
    line += "null";
    return;
  }
  switch (type) {
    case ColumnType::integer:
      line += std::to_string(row.integer(index));
      return;
    case ColumnType::text:
      api::append_json_string(line, row.text(index));
      return;
    case ColumnType::blob:
    case ColumnType::sealed:
      line += fmt::format("\"{}\"", crypto::to_base64(row.blob(index)));
      return;
  }
}

// Names of tables and columns go into statements as they are.
bool is_identifier(std::string_view name) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !name.empty() && name.size() <= 63 && name.front() >= 'a' && std::ranges::all_of(name, fits);
}

}  // namespace

std::int64_t sum_of(const RowCounts& rows) {
  std::int64_t sum = 0;
  for (const auto& [table, count] : rows) sum += count;
  return sum;
}

Writer::Writer(Sink sink, const Header& header) : sink_(std::move(sink)) { put(header_line(header)); }

void Writer::begin(const Table& table) {
  put(table_line(table));
  table_ = table;
  rows_.emplace_back(table.name, 0);
}

void Writer::add(const store::Row& row) {
  std::string line = "[";
  for (std::size_t i = 0; i < table_.columns.size(); ++i) {
    if (i > 0) line += ',';
    append_value(line, row, i, table_.columns[i].type);
  }
  put(line + "]");
  ++rows_.back().second;
}

void Writer::finish() { sink_(last_line(rows_, digest_.finish()) + "\n"); }

void Writer::put(std::string line) {
  line += '\n';
  digest_.add(line);
  sink_(line);
}

// The lines of the file, of bounded length, with one that may be looked at before it is taken.
class Reader::Lines {
 public:
  Lines(std::istream& in, std::string name) : in_(in), name_(std::move(name)) {}

  // Without its end. Good until the next line is looked at.
  const std::string& look() {
    if (!looked_) read();
    looked_ = true;
    return line_;
  }
  void take() {
    looked_ = false;
    ++number_;
  }
  [[nodiscard]] bool at_end() { return !looked_ && start_ == size_ && !fill(); }
  [[noreturn]] void damaged(std::string_view what) const {
    throw Damaged(fmt::format("{} is damaged at line {}: {}", name_, number_, what));
  }
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  void read() {
    line_.clear();
    for (;;) {
      if (start_ == size_ && !fill()) {
        throw Damaged(
            fmt::format("{} is not whole: it ends in line {}, before its last one.", name_, number_));
      }
      const std::string_view rest(buffer_.data() + start_, size_ - start_);
      const auto end = std::min(rest.find('\n'), rest.size());
      if (line_.size() + end > kLineBytesMax) damaged("it is too long.");
      line_.append(rest.substr(0, end));
      start_ += end;
      if (end == rest.size()) continue;
      ++start_;
      return;
    }
  }

  bool fill() {
    in_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    if (in_.bad()) throw Damaged(fmt::format("{} cannot be read to its end.", name_));
    start_ = 0;
    size_ = static_cast<std::size_t>(in_.gcount());
    return size_ > 0;
  }

  std::istream& in_;
  const std::string name_;
  std::vector<char> buffer_ = std::vector<char>(kReadBytes);
  std::size_t start_ = 0;
  std::size_t size_ = 0;
  std::string line_;
  bool looked_ = false;
  std::int64_t number_ = 1;
};

struct Reader::State {
  State(std::istream& in, std::string name) : lines(in, std::move(name)) {}

  simdjson::dom::element parse(const std::string& line) {
    simdjson::dom::element element;
    if (parser.parse(line).get(element) != simdjson::SUCCESS) lines.damaged("it is not JSON.");
    return element;
  }
  // The line that was looked at is used and goes into the digest.
  void take(const std::string& line) {
    digest.add(line);
    digest.add("\n");
    lines.take();
  }
  void read_header();
  void finish();
  Column column(simdjson::dom::element element);
  store::Value value(simdjson::dom::element element, const Column& column);

  Lines lines;
  simdjson::dom::parser parser;
  crypto::RunningSha256 digest;
  Header header;
  std::optional<Table> table;
  RowCounts rows;
};

void Reader::State::read_header() {
  constexpr std::string_view kBeginning = R"({"poolhouse_backup":)";
  const auto& line = lines.look();
  if (!line.starts_with(kBeginning)) {
    throw Damaged(fmt::format("{} is not a backup of Poolhouse.", lines.name()));
  }
  const auto element = parse(line);
  std::int64_t format = 0;
  if (element["poolhouse_backup"].get(format) != simdjson::SUCCESS) lines.damaged("it has no format.");
  if (format != kFormatVersion) {
    throw Damaged(
        fmt::format("{} has format {}, this program reads format {}: use the Poolhouse that made it.",
                    lines.name(), format, kFormatVersion));
  }
  const auto text = [&](const char* member) {
    std::string_view found;
    if (element[member].get(found) != simdjson::SUCCESS) lines.damaged(fmt::format("it has no {}.", member));
    return std::string(found);
  };
  if (element["schema_version"].get(header.schema_version) != simdjson::SUCCESS) {
    lines.damaged("it has no schema_version.");
  }
  header.created_at = text("created_at");
  header.engine = text("engine");
  header.version = text("version");
  take(line);
}

// The last line can only be one, so it is compared as a whole.
void Reader::State::finish() {
  if (lines.look() != last_line(rows, digest.finish())) {
    lines.damaged("the number of rows or the SHA-256 of the lines before is another.");
  }
  lines.take();
  if (!lines.at_end()) lines.damaged("there is more behind the last line.");
}

Column Reader::State::column(simdjson::dom::element element) {
  std::array<std::string_view, 3> words;
  simdjson::dom::array list;
  if (element.get(list) != simdjson::SUCCESS || list.size() != words.size()) lines.damaged("bad column.");
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (list.at(i).get(words.at(i)) != simdjson::SUCCESS) lines.damaged("bad column.");
  }
  const auto type = named<ColumnType>(words[1], kTypeNames);
  const auto presence = named<Presence>(words[2], kPresenceNames);
  if (!is_identifier(words[0]) || !type || !presence) lines.damaged("bad column.");
  return {.name = std::string(words[0]), .type = *type, .presence = *presence};
}

store::Value Reader::State::value(simdjson::dom::element element, const Column& column) {
  if (element.is_null() && column.presence == Presence::optional) return std::monostate{};
  std::int64_t integer = 0;
  std::string_view text;
  if (column.type == ColumnType::integer) {
    if (element.get(integer) != simdjson::SUCCESS) lines.damaged(column.name + " is no integer.");
    return integer;
  }
  if (element.get(text) != simdjson::SUCCESS) lines.damaged(column.name + " is no text.");
  if (column.type == ColumnType::text) return std::string(text);
  auto bytes = crypto::from_base64(text);
  if (!bytes) lines.damaged(column.name + " is not base64.");
  return store::Blob{*std::move(bytes)};
}

Reader::Reader(std::istream& in, std::string name) : state_(std::make_unique<State>(in, std::move(name))) {
  state_->read_header();
}
Reader::~Reader() = default;

const Header& Reader::header() const { return state_->header; }
const RowCounts& Reader::rows() const { return state_->rows; }

std::optional<Table> Reader::next_table() {
  auto& state = *state_;
  const auto& line = state.lines.look();
  if (!line.starts_with(R"({"table":)")) {
    state.finish();
    return std::nullopt;
  }
  const auto element = state.parse(line);
  std::string_view name;
  simdjson::dom::array columns;
  if (element["table"].get(name) != simdjson::SUCCESS || !is_identifier(name) ||
      element["columns"].get(columns) != simdjson::SUCCESS) {
    state.lines.damaged("bad table.");
  }
  Table table{.name = std::string(name), .columns = {}};
  for (const auto column : columns) table.columns.push_back(state.column(column));
  state.take(line);
  state.rows.emplace_back(table.name, 0);
  state.table = table;
  return table;
}

std::optional<std::vector<store::Value>> Reader::next_row() {
  auto& state = *state_;
  const auto& line = state.lines.look();
  if (!line.starts_with('[') || !state.table) return std::nullopt;
  const auto& columns = state.table->columns;
  simdjson::dom::array list;
  if (state.parse(line).get(list) != simdjson::SUCCESS || list.size() != columns.size()) {
    state.lines.damaged("the row has other columns than its table.");
  }
  std::vector<store::Value> values;
  values.reserve(columns.size());
  for (const auto element : list) values.push_back(state.value(element, columns[values.size()]));
  state.take(line);
  ++state.rows.back().second;
  return values;
}

}  // namespace poolhouse::backup
