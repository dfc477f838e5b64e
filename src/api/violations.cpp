#include "api/violations.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/codec.h"
#include "api/pattern.h"

namespace poolhouse::api {
namespace {

constexpr bool continues_a_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// At most kEchoedValueMax bytes, and no half character at the end.
std::string_view cut(std::string_view text) {
  if (text.size() <= kEchoedValueMax) return text;
  std::size_t size = kEchoedValueMax;
  while (size > 0 && continues_a_character(text[size])) --size;
  return text.substr(0, size);
}

std::string length_at_least(const Shape& shape) {
  return fmt::format("Member must have length greater than or equal to {}", shape.bounds.min);
}
std::string length_at_most(const Shape& shape) {
  return fmt::format("Member must have length less than or equal to {}", shape.bounds.max);
}
std::string value_at_least(const Shape& shape) {
  return fmt::format("Member must have value greater than or equal to {}", shape.bounds.min);
}
std::string value_at_most(const Shape& shape) {
  return fmt::format("Member must have value less than or equal to {}", shape.bounds.max);
}
std::string pattern(const Shape& shape) {
  return fmt::format("Member must satisfy regular expression pattern: {}", shape.pattern->shown());
}
std::string enum_value_set(const Shape& shape) {
  std::string set = "Member must satisfy enum value set: [";
  for (std::size_t i = 0; i < shape.names.size; ++i) {
    if (i > 0) set += ", ";
    set += shape.names.first[i];
  }
  set.push_back(']');
  return set;
}

// All constraints of a shape, in the order the service lists them for the entries of a container.
std::string all_constraints(const Shape& shape) {
  std::string all;
  const auto add = [&](const std::string& constraint) {
    if (!all.empty()) all += ", ";
    all += constraint;
  };
  const bool number = shape.kind == Kind::integer || shape.kind == Kind::long_integer;
  if (shape.bounds.has_max()) add(number ? value_at_most(shape) : length_at_most(shape));
  if (shape.bounds.has_min()) add(number ? value_at_least(shape) : length_at_least(shape));
  if (shape.pattern != nullptr) add(pattern(shape));
  if (shape.names.size > 0) add(enum_value_set(shape));
  return all;
}

}  // namespace

std::size_t length_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return !continues_a_character(c); }));
}

bool satisfies(const Shape& shape, std::int64_t number) {
  return number >= shape.bounds.min && number <= shape.bounds.max;
}

bool satisfies(const Shape& shape, std::string_view text) {
  return satisfies(shape, static_cast<std::int64_t>(length_of(text))) &&
         (shape.pattern == nullptr || shape.pattern->matches(text));
}

std::string Path::text() const {
  std::string out = parent != nullptr ? parent->text() : std::string();
  if (!out.empty()) out.push_back('.');
  if (index != 0) {
    out += fmt::format("{}.member", index);
  } else if (entry) {
    out += fmt::format("{}.member", cut(name));
  } else if (!name.empty()) {
    const char first = name.front();
    out.push_back(first >= 'A' && first <= 'Z' ? static_cast<char>(first - 'A' + 'a') : first);
    out += name.substr(1);
  }
  return out;
}

void Violations::missing(const Path& path) {
  ++count_;
  if (count_ > kViolationsListedMax) return;
  if (count_ > 1) listed_ += "; ";
  listed_ +=
      fmt::format("Value null at '{}' failed to satisfy constraint: Member must not be null", path.text());
}

void Violations::check_length(const Path& path, const Shape& shape, std::size_t length, Shown value) {
  const auto size = static_cast<std::int64_t>(length);
  if (size < shape.bounds.min) add(path, value, length_at_least(shape));
  if (size > shape.bounds.max) add(path, value, length_at_most(shape));
}

void Violations::check_range(const Path& path, const Shape& shape, std::int64_t number, Shown value) {
  if (number < shape.bounds.min) add(path, value, value_at_least(shape));
  if (number > shape.bounds.max) add(path, value, value_at_most(shape));
}

void Violations::check_pattern(const Path& path, const Shape& shape, std::string_view text, Shown value) {
  if (shape.pattern != nullptr && !shape.pattern->matches(text)) add(path, value, pattern(shape));
}

void Violations::not_in_enum(const Path& path, const Shape& shape, Shown value) {
  add(path, value, enum_value_set(shape));
}

void Violations::bad_elements(const Path& path, const Shape& shape, Shown list) {
  add(path, list, fmt::format("Member must satisfy constraint: [{}]", all_constraints(shape)));
}

void Violations::bad_keys(const Path& path, const Shape& shape, Shown map) {
  add(path, map, fmt::format("Map keys must satisfy constraint: [{}]", all_constraints(shape)));
}

void Violations::bad_values(const Path& path, const Shape& shape, Shown map) {
  add(path, map, fmt::format("Map value must satisfy constraint: [{}]", all_constraints(shape)));
}

void Violations::add(const Path& path, Shown value, std::string_view constraint) {
  ++count_;
  if (count_ > kViolationsListedMax) return;
  if (count_ > 1) listed_ += "; ";
  listed_ += value ? fmt::format("Value '{}' at", cut(*value)) : std::string("Value at");
  listed_ += fmt::format(" '{}' failed to satisfy constraint: {}", path.text(), constraint);
}

std::string Violations::message() const {
  return fmt::format("{} validation error{} detected: {}", count_, count_ == 1 ? "" : "s", listed_);
}

}  // namespace poolhouse::api
