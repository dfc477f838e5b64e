// A map of texts as a JSON object: how a user's attributes are stored.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace poolhouse::api {

namespace detail {
void append_text_member(std::string& json, std::string_view name, std::string_view value);
void for_each_text_member(std::string_view json,
                          const std::function<void(std::string_view name, std::string_view value)>& visit);
}  // namespace detail

template <class Map>
[[nodiscard]] std::string write_text_map(const Map& map) {
  std::string json = "{";
  for (const auto& [name, value] : map) detail::append_text_member(json, name, value);
  json += '}';
  return json;
}

// Throws std::runtime_error when it is not such an object: that is damage, not input.
template <class Map>
[[nodiscard]] Map read_text_map(std::string_view json) {
  Map map;
  detail::for_each_text_member(
      json, [&map](std::string_view name, std::string_view value) { map.emplace(name, value); });
  return map;
}

}  // namespace poolhouse::api
