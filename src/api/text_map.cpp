#include "api/text_map.h"

#include <stdexcept>

#include "api/json_source.h"
#include "api/json_writer.h"

namespace poolhouse::api::detail {

void append_text_member(std::string& json, std::string_view name, std::string_view value) {
  if (json.size() > 1) json += ',';
  append_json_string(json, name);
  json += ':';
  append_json_string(json, value);
}

void for_each_text_member(std::string_view json,
                          const std::function<void(std::string_view name, std::string_view value)>& visit) {
  try {
    const JsonSource document(json);
    for (const auto& [name, value] : document.root().get_object().value())
      visit(name, value.get_string().value());
  } catch (const JsonFault& fault) {
    throw std::runtime_error("a stored map of texts is damaged: " + fault.text);
  } catch (const simdjson::simdjson_error& error) {
    throw std::runtime_error(std::string("a stored map of texts is damaged: ") + error.what());
  }
}

}  // namespace poolhouse::api::detail
