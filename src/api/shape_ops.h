// The operations of shape.h for real C++ types. Only the generated tables include this.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/shape.h"

namespace poolhouse::api {

template <class T>
inline constexpr ListOps kListOps{
    .append = [](void* list) -> void* { return &static_cast<std::vector<T>*>(list)->emplace_back(); },
    .size = [](const void* list) { return static_cast<const std::vector<T>*>(list)->size(); },
    .at = [](const void* list, std::size_t index) -> const void* {
      return &(*static_cast<const std::vector<T>*>(list))[index];
    },
    .clear = [](void* list) { static_cast<std::vector<T>*>(list)->clear(); },
};

template <class T>
inline constexpr MapOps kMapOps{
    .insert = [](void* map, std::string&& key) -> void* {
      const auto [entry, added] = static_cast<std::map<std::string, T>*>(map)->try_emplace(std::move(key));
      return added ? &entry->second : nullptr;
    },
    .size = [](const void* map) { return static_cast<const std::map<std::string, T>*>(map)->size(); },
    .find = [](const void* map, const std::string& key) -> const void* {
      const auto& entries = *static_cast<const std::map<std::string, T>*>(map);
      const auto entry = entries.find(key);
      return entry == entries.end() ? nullptr : &entry->second;
    },
    .for_each =
        [](const void* map, void* context,
           void (*visit)(void* context, const std::string& key, const void* value)) {
          for (const auto& [key, value] : *static_cast<const std::map<std::string, T>*>(map)) {
            visit(context, key, &value);
          }
        },
    .clear = [](void* map) { static_cast<std::map<std::string, T>*>(map)->clear(); },
};

template <class T>
inline constexpr OptionalOps kOptionalOps{
    .get = [](const void* optional) -> const void* {
      const auto& value = *static_cast<const std::optional<T>*>(optional);
      return value ? &*value : nullptr;
    },
    .emplace = [](void* optional) -> void* { return &static_cast<std::optional<T>*>(optional)->emplace(); },
    .reset = [](void* optional) { static_cast<std::optional<T>*>(optional)->reset(); },
};

}  // namespace poolhouse::api
