// JSON into generated structures: one pass that reads, checks and fills.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "api/base64.h"
#include "api/codec.h"
#include "api/errors.h"
#include "api/json_source.h"
#include "api/json_text.h"
#include "api/operation.h"
#include "api/shape.h"
#include "api/violations.h"
#include "base/time.h"

namespace poolhouse::api {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

// A request from outside, or a document of our own store.
enum class Source { request, stored };
// Whether a message may repeat the value.
enum class Show { yes, no };

// Timestamps beyond the year 9999 are mistakes (milliseconds in place of seconds), not times.
constexpr double kSecondsMax = 253'402'300'799.0;

std::string_view name_of(element_type type) {
  switch (type) {
    case element_type::ARRAY:
      return "a list";
    case element_type::OBJECT:
      return "a structure or map";
    case element_type::STRING:
      return "a string";
    case element_type::BOOL:
      return "a boolean";
    case element_type::NULL_VALUE:
      return "null";
    default:
      return "a number";
  }
}

// U+D800 to U+DFFF are no characters, but simdjson lets "\udc00" alone through.
bool has_surrogate(std::string_view text) {
  for (auto at = text.find('\xED'); at != std::string_view::npos; at = text.find('\xED', at + 1)) {
    if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) >= 0xA0) return true;
  }
  return false;
}

// An entry of a container whose violations are told of the container as a whole.
bool is_scalar(const Shape& shape) {
  return shape.kind != Kind::structure && shape.kind != Kind::list && shape.kind != Kind::map;
}

class Decoder {
 public:
  explicit Decoder(Source source) : source_(source) {}

  void structure(const Structure& structure, element from, void* out, const Path& path, Show show);
  [[nodiscard]] const Violations& violations() const { return violations_; }
  [[noreturn]] void fail(std::string message) const;

 private:
  void value(const Shape& shape, element from, void* out, const Path& path, Show show);
  void text(const Shape& shape, element from, void* out, const Path& path, Show show);
  void enumeration(const Shape& shape, element from, void* out, const Path& path, Show show);
  void number(const Shape& shape, element from, void* out, const Path& path, Show show);
  void list(const Shape& shape, element from, void* out, const Path& path, Show show);
  void map(const Shape& shape, element from, void* out, const Path& path, Show show);

  // Reads without checking the constraints of `shape` itself; tells whether they hold.
  bool entry(const Shape& shape, element from, void* out, const Path& path, Show show);

  std::string_view string_of(element from, const Path& path) const;
  std::int64_t integer_of(const Shape& shape, element from, const Path& path) const;
  Time time_of(element from, const Path& path) const;
  bool boolean_of(element from, const Path& path) const;
  void require_bounded(std::size_t entries, const Path& path) const;
  [[noreturn]] void wrong_type(element from, std::string_view expected, const Path& path) const;
  [[nodiscard]] bool checks() const { return source_ == Source::request; }

  Source source_;
  Violations violations_;
};

void Decoder::fail(std::string message) const {
  if (source_ == Source::request) throw SerializationException(std::move(message));
  throw std::runtime_error("a stored document is damaged: " + message);
}

void Decoder::wrong_type(element from, std::string_view expected, const Path& path) const {
  fail("Expected " + std::string(expected) + " at '" + path.text() + "', found " +
       std::string(name_of(from.type())));
}

// Finds the member of each field first and reads then in the model's order, so that violations are told in
// the same order whatever the client's order was.
void Decoder::structure(const Structure& structure, element from, void* out, const Path& path, Show show) {
  simdjson::dom::object object;
  if (from.get(object) != simdjson::SUCCESS) wrong_type(from, "a structure", path);
  std::array<element, kMembersMax> values;
  std::uint64_t seen = 0;
  std::uint64_t present = 0;
  for (const auto field : object) {
    const auto* member = find_member(structure, field.key);
    if (member == nullptr) continue;
    const auto index = static_cast<std::size_t>(member - structure.members.data());
    const auto bit = std::uint64_t{1} << index;
    // Two readers of a document that names a member twice could each believe another one.
    if ((seen & bit) != 0) fail("The member '" + Path{&path, member->name}.text() + "' is given twice");
    seen |= bit;
    if (field.value.is_null()) continue;
    present |= bit;
    values[index] = field.value;
  }
  for (std::size_t i = 0; i < structure.members.size(); ++i) {
    const auto& member = structure.members[i];
    const Path here{&path, member.name};
    if ((present >> i & 1U) != 0) {
      const auto shown = member.shape->sensitive ? Show::no : show;
      value(*member.shape, values[i], emplace(member, out), here, shown);
    } else if (member.required()) {
      if (!checks()) fail("'" + here.text() + "' is missing");
      violations_.missing(here);
    }
  }
}

void Decoder::value(const Shape& shape, element from, void* out, const Path& path, Show show) {
  switch (shape.kind) {
    case Kind::boolean:
      *static_cast<bool*>(out) = boolean_of(from, path);
      return;
    case Kind::integer:
    case Kind::long_integer:
      return number(shape, from, out, path, show);
    case Kind::string:
    case Kind::secret:
    case Kind::blob:
      return text(shape, from, out, path, show);
    case Kind::enumeration:
      return enumeration(shape, from, out, path, show);
    case Kind::timestamp:
      *static_cast<Time*>(out) = time_of(from, path);
      return;
    case Kind::json:
      static_cast<JsonText*>(out)->json = simdjson::minify(from);
      return;
    case Kind::list:
      return list(shape, from, out, path, show);
    case Kind::map:
      return map(shape, from, out, path, show);
    case Kind::structure:
      return structure(*shape.structure, from, out, path, show);
  }
}

bool Decoder::entry(const Shape& shape, element from, void* out, const Path& path, Show show) {
  switch (shape.kind) {
    case Kind::integer:
    case Kind::long_integer: {
      const auto read = integer_of(shape, from, path);
      if (shape.kind == Kind::integer) {
        *static_cast<int*>(out) = static_cast<int>(read);
      } else {
        *static_cast<std::int64_t*>(out) = read;
      }
      return satisfies(shape, read);
    }
    case Kind::string:
    case Kind::secret: {
      const auto read = string_of(from, path);
      if (shape.kind == Kind::secret) {
        *static_cast<Secret*>(out) = Secret(read);
      } else {
        *static_cast<std::string*>(out) = read;
      }
      return !checks() || satisfies(shape, read);
    }
    case Kind::enumeration: {
      const auto index = index_of(shape.names, string_of(from, path));
      if (!index && !checks()) fail("'" + path.text() + "' has an unknown value");
      *static_cast<std::uint8_t*>(out) = static_cast<std::uint8_t>(index.value_or(0));
      return index.has_value();
    }
    default:
      value(shape, from, out, path, show);
      return true;
  }
}

void Decoder::text(const Shape& shape, element from, void* out, const Path& path, Show show) {
  const auto read = string_of(from, path);
  if (shape.kind == Kind::blob) {
    auto bytes = decode_base64(read);
    if (!bytes) fail("'" + path.text() + "' is not base64");
    if (checks()) violations_.check_length(path, shape, bytes->size(), std::nullopt);
    *static_cast<std::string*>(out) = std::move(*bytes);
    return;
  }
  if (checks()) {
    const auto shown = show == Show::yes ? Violations::Shown(read) : std::nullopt;
    violations_.check_length(path, shape, length_of(read), shown);
    violations_.check_pattern(path, shape, read, shown);
  }
  if (shape.kind == Kind::secret) {
    *static_cast<Secret*>(out) = Secret(read);
  } else {
    *static_cast<std::string*>(out) = read;
  }
}

void Decoder::enumeration(const Shape& shape, element from, void* out, const Path& path, Show show) {
  if (entry(shape, from, out, path, show)) return;
  const auto shown = show == Show::yes ? Violations::Shown(string_of(from, path)) : std::nullopt;
  violations_.not_in_enum(path, shape, shown);
}

void Decoder::number(const Shape& shape, element from, void* out, const Path& path, Show show) {
  if (entry(shape, from, out, path, show) || !checks()) return;
  const auto read = integer_of(shape, from, path);
  const auto digits = std::to_string(read);
  violations_.check_range(path, shape, read, show == Show::yes ? Violations::Shown(digits) : std::nullopt);
}

// A scalar as Java's toString shows it inside a list or map.
std::string shown(element value) {
  if (value.is_string()) return std::string(value.get_string().value_unsafe());
  return simdjson::minify(value);
}

// Before any of them is read: a body may hold hundreds of thousands.
void Decoder::require_bounded(std::size_t entries, const Path& path) const {
  if (checks() && entries > kRequestEntriesMax) {
    fail(fmt::format("'{}' has more than {} entries", path.text(), kRequestEntriesMax));
  }
}

void Decoder::list(const Shape& shape, element from, void* out, const Path& path, Show show) {
  simdjson::dom::array array;
  if (from.get(array) != simdjson::SUCCESS) wrong_type(from, "a list", path);
  require_bounded(array.size(), path);
  const bool scalars = is_scalar(*shape.element);
  const auto entry_show = shape.element->sensitive ? Show::no : show;
  bool entries_hold = true;
  std::size_t size = 0;
  for (const auto value : array) {
    if (value.is_null()) continue;
    ++size;
    const Path here{&path, {}, size, true};
    entries_hold &= entry(*shape.element, value, shape.list->append(out), here, entry_show);
  }
  if (!checks()) return;
  std::optional<std::string> whole;
  if (scalars && entry_show == Show::yes &&
      (!entries_hold || !satisfies(shape, static_cast<std::int64_t>(size)))) {
    whole = "[";
    for (const auto value : array) {
      if (value.is_null()) continue;
      if (whole->size() > 1) *whole += ", ";
      *whole += shown(value);
      if (whole->size() > kEchoedValueMax) break;
    }
    *whole += "]";
  }
  violations_.check_length(path, shape, size, whole);
  if (!entries_hold) violations_.bad_elements(path, *shape.element, whole);
}

void Decoder::map(const Shape& shape, element from, void* out, const Path& path, Show show) {
  simdjson::dom::object object;
  if (from.get(object) != simdjson::SUCCESS) wrong_type(from, "a map", path);
  require_bounded(object.size(), path);
  const auto entry_show = shape.element->sensitive ? Show::no : show;
  bool keys_hold = true;
  bool values_hold = true;
  for (const auto field : object) {
    if (field.value.is_null()) continue;
    const Path here{&path, field.key, 0, true};
    if (field.key.find('\0') != std::string_view::npos || has_surrogate(field.key)) {
      fail("A key of '" + path.text() + "' has a character that is not allowed");
    }
    void* slot = shape.map->insert(out, std::string(field.key));
    if (slot == nullptr) fail("'" + path.text() + "' has a key that is given twice");
    keys_hold &= !checks() || satisfies(*shape.key, field.key);
    values_hold &= entry(*shape.element, field.value, slot, here, entry_show);
  }
  if (!checks()) return;
  const auto size = shape.map->size(out);
  std::optional<std::string> whole;
  const bool holds = keys_hold && values_hold && satisfies(shape, static_cast<std::int64_t>(size));
  if (!holds && is_scalar(*shape.element) && entry_show == Show::yes && !shape.key->sensitive) {
    whole = "{";
    for (const auto field : object) {
      if (field.value.is_null()) continue;
      if (whole->size() > 1) *whole += ", ";
      *whole += std::string(field.key) + "=" + shown(field.value);
      if (whole->size() > kEchoedValueMax) break;
    }
    *whole += "}";
  }
  violations_.check_length(path, shape, size, whole);
  if (!keys_hold) violations_.bad_keys(path, *shape.key, whole);
  if (!values_hold) violations_.bad_values(path, *shape.element, whole);
}

std::string_view Decoder::string_of(element from, const Path& path) const {
  std::string_view read;
  if (from.get(read) != simdjson::SUCCESS) wrong_type(from, "a string", path);
  if (read.find('\0') != std::string_view::npos) fail("'" + path.text() + "' has a NUL character");
  if (has_surrogate(read)) fail("'" + path.text() + "' has half a surrogate pair");
  return read;
}

std::int64_t Decoder::integer_of(const Shape& shape, element from, const Path& path) const {
  std::int64_t read = 0;
  if (from.get(read) != simdjson::SUCCESS) {
    if (from.is_number()) fail("The number at '" + path.text() + "' is not an integer of this size");
    wrong_type(from, "an integer", path);
  }
  const bool small = shape.kind == Kind::integer;
  if (small && (read < std::numeric_limits<int>::min() || read > std::numeric_limits<int>::max())) {
    fail("The number at '" + path.text() + "' is not an integer of this size");
  }
  return read;
}

Time Decoder::time_of(element from, const Path& path) const {
  double seconds = 0;
  if (from.get(seconds) != simdjson::SUCCESS) wrong_type(from, "a timestamp in seconds", path);
  if (std::abs(seconds) > kSecondsMax) fail("The timestamp at '" + path.text() + "' is out of range");
  return from_epoch_ms(std::llround(seconds * 1000));
}

bool Decoder::boolean_of(element from, const Path& path) const {
  bool read = false;
  if (from.get(read) != simdjson::SUCCESS) wrong_type(from, "a boolean", path);
  return read;
}

void decode(Source source, std::string_view json, const Structure& structure, void* out) {
  Decoder decoder(source);
  try {
    const JsonSource document(json);
    if (!document.root().is_object()) decoder.fail("The body is not a JSON object");
    decoder.structure(structure, document.root(), out, Path{}, Show::yes);
  } catch (const JsonFault& fault) {
    decoder.fail("The body is not acceptable JSON: " + fault.text);
  }
  if (!decoder.violations().empty()) {
    structure.service->throw_validation_error(decoder.violations().message());
  }
}

}  // namespace

namespace detail {

void decode_request(std::string_view json, const Structure& structure, void* out) {
  decode(Source::request, json, structure, out);
}

void decode_trusted(std::string_view json, const Structure& structure, void* out) {
  decode(Source::stored, json, structure, out);
}

}  // namespace detail
}  // namespace poolhouse::api
