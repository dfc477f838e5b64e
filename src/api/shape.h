// Descriptors: what the engine knows about a generated structure. The generated tables fill them in
// and nothing else needs them; handlers include a generated header and "api/codec.h".
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include "api/enumeration.h"

namespace poolhouse::api {

class Pattern;
struct ServiceInfo;
struct Structure;

enum class Kind : std::uint8_t {
  boolean,       // bool
  integer,       // int
  long_integer,  // std::int64_t
  string,        // std::string
  secret,        // Secret
  enumeration,   // an enum class over std::uint8_t
  timestamp,     // Time
  blob,          // std::string of decoded bytes
  json,          // JsonText
  list,          // std::vector of the element's type
  map,           // std::map<std::string, the element's type>
  structure,     // a generated struct
};

// How the engine reaches into a std::vector<T> whose T it does not know.
struct ListOps {
  void* (*append)(void* list);
  std::size_t (*size)(const void* list);
  const void* (*at)(const void* list, std::size_t index);
  void (*clear)(void* list);
};

// The same for a std::map<std::string, T>.
struct MapOps {
  // The new value, or nullptr when the key is already there.
  void* (*insert)(void* map, std::string&& key);
  std::size_t (*size)(const void* map);
  // nullptr when there is no such key.
  const void* (*find)(const void* map, const std::string& key);
  // Calls `visit` for each entry, in the order of the keys.
  void (*for_each)(const void* map, void* context,
                   void (*visit)(void* context, const std::string& key, const void* value));
  void (*clear)(void* map);
};

// The same for a std::optional<T>.
struct OptionalOps {
  // nullptr when there is no value.
  const void* (*get)(const void* optional);
  // A new, empty value in place of what was there.
  void* (*emplace)(void* optional);
  void (*reset)(void* optional);
};

struct Bounds {
  std::int64_t min = std::numeric_limits<std::int64_t>::min();
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
  [[nodiscard]] constexpr bool has_min() const { return min != Bounds{}.min; }
  [[nodiscard]] constexpr bool has_max() const { return max != Bounds{}.max; }
};

// One shape of the model. There is one object per shape, so the same shape has the same address.
struct Shape {
  std::string_view name;
  Kind kind;
  // Redacted in logs; its value is not repeated in validation messages.
  bool sensitive = false;
  // Of the value (numbers) or of the length: code points of a string, bytes of a blob, entries.
  Bounds bounds = {};
  const Pattern* pattern = nullptr;
  EnumNames names = {};
  const Shape* element = nullptr;
  const Shape* key = nullptr;
  const ListOps* list = nullptr;
  const MapOps* map = nullptr;
  const Structure* structure = nullptr;
};

struct Member {
  std::string_view name;
  const Shape* shape;
  std::uint32_t offset;
  // nullptr for a required member, which is held as a plain value.
  const OptionalOps* optional;

  [[nodiscard]] bool required() const { return optional == nullptr; }
};

// Longest list of members the engine keeps on its stack; the generator refuses a longer one.
inline constexpr std::size_t kMembersMax = 64;

struct Structure {
  std::string_view name;
  const ServiceInfo* service;
  std::span<const Member> members;
  // Indexes of `members` in the order of their names: for lookup, and the order of the wire.
  std::span<const std::uint8_t> by_name;
};

[[nodiscard]] const Member* find_member(const Structure& structure, std::string_view name) noexcept;

// The value of `member` in `object`, or nullptr when it is absent.
[[nodiscard]] inline const void* value_of(const Member& member, const void* object) {
  const void* slot = static_cast<const std::byte*>(object) + member.offset;
  return member.optional == nullptr ? slot : member.optional->get(slot);
}

// Where to put a value of `member` in `object`.
[[nodiscard]] inline void* emplace(const Member& member, void* object) {
  void* slot = static_cast<std::byte*>(object) + member.offset;
  return member.optional == nullptr ? slot : member.optional->emplace(slot);
}

}  // namespace poolhouse::api
