#include "main/commands/key_text.h"

#include <fmt/format.h>

#include <iterator>

#include "api/json_writer.h"
#include "main/iso_8601.h"

namespace poolhouse {
namespace {

void append_member(std::string& json, std::string_view name, std::string_view value) {
  if (!json.ends_with('{')) json += ',';
  api::append_json_string(json, name);
  json += ':';
  api::append_json_string(json, value);
}

// A description is anybody's text: it must not move the cursor of the terminal it is shown on.
std::string on_one_line(std::string_view text) {
  std::string line;
  for (const char c : text) line += static_cast<unsigned char>(c) < ' ' || c == '\x7f' ? ' ' : c;
  return line;
}

std::string_view reach(const aws::AccessKey& key) {
  return key.policy == aws::kAllowEverything ? "everything" : "by policy";
}

}  // namespace

std::string key_exports(const aws::AccessKey& key, const std::string& region) {
  return fmt::format(
      "export AWS_ACCESS_KEY_ID={}\nexport AWS_SECRET_ACCESS_KEY={}\nexport AWS_DEFAULT_REGION={}\n", key.id,
      key.secret.reveal(), region);
}

std::string key_json(const aws::AccessKey& key) {
  std::string json = "{";
  append_member(json, "accessKeyId", key.id);
  append_member(json, "secretAccessKey", key.secret.reveal());
  return json + "}\n";
}

std::string key_list(std::span<const aws::AccessKey> keys) {
  if (keys.empty()) return "There are no access keys. `poolhouse keys create --root` makes the first one.\n";
  std::string text;
  for (const auto& key : keys) {
    fmt::format_to(std::back_inserter(text), "{}  {}  {:10}  {}\n", key.id, iso_8601(key.created_at),
                   reach(key), on_one_line(key.description));
  }
  return text;
}

std::string key_list_json(std::span<const aws::AccessKey> keys) {
  std::string json = "{\"accessKeys\":[";
  for (const auto& key : keys) {
    json += json.ends_with('[') ? "{" : ",{";
    append_member(json, "accessKeyId", key.id);
    append_member(json, "description", key.description);
    append_member(json, "createdAt", iso_8601(key.created_at));
    // The document is valid JSON: it was parsed before it was stored.
    json += ",\"policy\":" + key.policy + "}";
  }
  return json + "]}\n";
}

}  // namespace poolhouse
