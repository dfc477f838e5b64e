// What the engine does with structures beside JSON: find, copy and compare their members.
#include <algorithm>

#include "api/codec.h"
#include "api/json_text.h"
#include "api/shape.h"
#include "base/time.h"

namespace poolhouse::api {
namespace {

void copy_structure(const Structure& structure, const void* from, void* to);
bool equal_structures(const Structure& structure, const void* a, const void* b);

template <class T>
void copy_as(const void* from, void* to) {
  *static_cast<T*>(to) = *static_cast<const T*>(from);
}

// `to` holds a new, empty value or one that is to be replaced.
void copy_value(const Shape& shape, const void* from, void* to) {
  switch (shape.kind) {
    case Kind::boolean:
      return copy_as<bool>(from, to);
    case Kind::integer:
      return copy_as<int>(from, to);
    case Kind::long_integer:
      return copy_as<std::int64_t>(from, to);
    case Kind::string:
    case Kind::blob:
      return copy_as<std::string>(from, to);
    case Kind::secret:
      *static_cast<Secret*>(to) = static_cast<const Secret*>(from)->clone();
      return;
    case Kind::enumeration:
      return copy_as<std::uint8_t>(from, to);
    case Kind::timestamp:
      return copy_as<Time>(from, to);
    case Kind::json:
      return copy_as<JsonText>(from, to);
    case Kind::list:
      shape.list->clear(to);
      for (std::size_t i = 0, size = shape.list->size(from); i < size; ++i) {
        copy_value(*shape.element, shape.list->at(from, i), shape.list->append(to));
      }
      return;
    case Kind::map: {
      struct Context {
        const Shape& shape;
        void* to;
      } context{shape, to};
      shape.map->clear(to);
      shape.map->for_each(from, &context, [](void* opaque, const std::string& key, const void* value) {
        const auto& [map_shape, target] = *static_cast<Context*>(opaque);
        copy_value(*map_shape.element, value, map_shape.map->insert(target, std::string(key)));
      });
      return;
    }
    case Kind::structure:
      return copy_structure(*shape.structure, from, to);
  }
}

void copy_member(const Member& from_member, const void* from, const Member& to_member, void* to) {
  if (const void* value = value_of(from_member, from)) {
    copy_value(*to_member.shape, value, emplace(to_member, to));
  } else if (to_member.optional != nullptr) {
    to_member.optional->reset(static_cast<std::byte*>(to) + to_member.offset);
  }
}

void copy_structure(const Structure& structure, const void* from, void* to) {
  for (const auto& member : structure.members) copy_member(member, from, member, to);
}

template <class T>
bool equal_as(const void* a, const void* b) {
  return *static_cast<const T*>(a) == *static_cast<const T*>(b);
}

bool equal_values(const Shape& shape, const void* a, const void* b) {
  switch (shape.kind) {
    case Kind::boolean:
      return equal_as<bool>(a, b);
    case Kind::integer:
      return equal_as<int>(a, b);
    case Kind::long_integer:
      return equal_as<std::int64_t>(a, b);
    case Kind::string:
    case Kind::blob:
      return equal_as<std::string>(a, b);
    case Kind::secret:
      return equal_as<Secret>(a, b);
    case Kind::enumeration:
      return equal_as<std::uint8_t>(a, b);
    case Kind::timestamp:
      return equal_as<Time>(a, b);
    case Kind::json:
      return equal_as<JsonText>(a, b);
    case Kind::list: {
      const auto size = shape.list->size(a);
      if (size != shape.list->size(b)) return false;
      for (std::size_t i = 0; i < size; ++i) {
        if (!equal_values(*shape.element, shape.list->at(a, i), shape.list->at(b, i))) return false;
      }
      return true;
    }
    case Kind::map: {
      if (shape.map->size(a) != shape.map->size(b)) return false;
      struct Context {
        const Shape& shape;
        const void* other;
        bool equal = true;
      } context{shape, b};
      shape.map->for_each(a, &context, [](void* opaque, const std::string& key, const void* value) {
        auto& [map_shape, other, equal] = *static_cast<Context*>(opaque);
        const void* found = map_shape.map->find(other, key);
        equal = equal && found != nullptr && equal_values(*map_shape.element, value, found);
      });
      return context.equal;
    }
    case Kind::structure:
      return equal_structures(*shape.structure, a, b);
  }
  return false;
}

bool equal_structures(const Structure& structure, const void* a, const void* b) {
  return std::ranges::all_of(structure.members, [&](const Member& member) {
    const void* in_a = value_of(member, a);
    const void* in_b = value_of(member, b);
    if (in_a == nullptr || in_b == nullptr) return in_a == in_b;
    return equal_values(*member.shape, in_a, in_b);
  });
}

}  // namespace

const Member* find_member(const Structure& structure, std::string_view name) noexcept {
  const auto name_at = [&](std::uint8_t index) { return structure.members[index].name; };
  const auto found = std::ranges::lower_bound(structure.by_name, name, {}, name_at);
  if (found == structure.by_name.end() || name_at(*found) != name) return nullptr;
  return &structure.members[*found];
}

namespace detail {

void copy_members(const Structure& from_structure, const void* from, const Structure& to_structure,
                  void* to) {
  for (const auto& member : to_structure.members) {
    const auto* source = find_member(from_structure, member.name);
    if (source != nullptr && source->shape == member.shape) copy_member(*source, from, member, to);
  }
}

bool equal(const Structure& structure, const void* a, const void* b) {
  return equal_structures(structure, a, b);
}

std::optional<std::string_view> member_text(const Structure& structure, const void* object,
                                            std::string_view name) {
  const auto* member = find_member(structure, name);
  const void* value = member != nullptr ? value_of(*member, object) : nullptr;
  if (value == nullptr) return std::nullopt;
  if (member->shape->kind == Kind::string) return *static_cast<const std::string*>(value);
  if (member->shape->kind == Kind::enumeration) {
    return name_at(member->shape->names, *static_cast<const std::uint8_t*>(value));
  }
  return std::nullopt;
}

const Secret* member_secret(const Structure& structure, const void* object, std::string_view name) {
  const auto* member = find_member(structure, name);
  if (member == nullptr || member->shape->kind != Kind::secret) return nullptr;
  return static_cast<const Secret*>(value_of(*member, object));
}

}  // namespace detail
}  // namespace poolhouse::api
