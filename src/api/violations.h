// What a request breaks of the model's constraints, in the service's words (reference: user pools 12.1).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "api/shape.h"

namespace poolhouse::api {

// Where in the request a value is: a chain on the stack of the decoder, written out only for a message.
struct Path {
  const Path* parent = nullptr;
  // A member of a structure, or the key of a map's entry.
  std::string_view name;
  // Of a list's entry, counted from 1.
  std::size_t index = 0;
  // An entry of a list or map, as apart from a member.
  bool entry = false;

  // userAttributes.1.member.name
  [[nodiscard]] std::string text() const;
};

// All violations of a request. Each `value` is what the message shows; nothing for one that must not be
// seen or cannot be shown.
class Violations {
 public:
  using Shown = std::optional<std::string_view>;

  void missing(const Path& path);
  // The length of a string, blob, list or map.
  void check_length(const Path& path, const Shape& shape, std::size_t length, Shown value);
  void check_range(const Path& path, const Shape& shape, std::int64_t number, Shown value);
  void check_pattern(const Path& path, const Shape& shape, std::string_view text, Shown value);
  void not_in_enum(const Path& path, const Shape& shape, Shown value);
  // An entry of a list, a key of a map or a value of a map breaks `shape`'s constraints: the service
  // then names the container and lists every constraint of the entries.
  void bad_elements(const Path& path, const Shape& shape, Shown list);
  void bad_keys(const Path& path, const Shape& shape, Shown map);
  void bad_values(const Path& path, const Shape& shape, Shown map);

  [[nodiscard]] bool empty() const { return count_ == 0; }
  // "2 validation errors detected: …; …"
  [[nodiscard]] std::string message() const;

 private:
  void add(const Path& path, Shown value, std::string_view constraint);

  std::size_t count_ = 0;
  std::string listed_;
};

// Whether a value of that length or size, or that text, satisfies the shape.
[[nodiscard]] bool satisfies(const Shape& shape, std::int64_t number);
[[nodiscard]] bool satisfies(const Shape& shape, std::string_view text);

// Code points of a valid UTF-8 text.
[[nodiscard]] std::size_t length_of(std::string_view text);

}  // namespace poolhouse::api
