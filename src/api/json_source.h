// One JSON text, parsed. Private to this room: simdjson is not seen above it.
#pragma once

#include <simdjson.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace poolhouse::api {

// Why a text is not acceptable JSON.
struct JsonFault {
  std::string text;
};

// Owns this thread's parser for as long as it lives, so there is one at a time and `root` must not outlive
// it. What the parser held is wiped at the end, because requests hold passwords.
class JsonSource {
 public:
  // Throws JsonFault: not JSON, not UTF-8, or deeper than kRequestDepthMax.
  explicit JsonSource(std::string_view json);
  ~JsonSource();
  JsonSource(const JsonSource&) = delete;
  JsonSource& operator=(const JsonSource&) = delete;

  [[nodiscard]] simdjson::dom::element root() const { return root_; }

 private:
  void wipe() noexcept;

  std::size_t size_;
  simdjson::dom::element root_;
};

}  // namespace poolhouse::api
