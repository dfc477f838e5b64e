// A member that holds free-form JSON: the model's Document.
#pragma once

#include <string>

namespace poolhouse::api {

// One JSON value as text. Decoded from a request it is minified and known to be valid; whoever builds
// one is trusted to put valid JSON in, because `encode` writes it as it is.
struct JsonText {
  std::string json;
  friend bool operator==(const JsonText&, const JsonText&) = default;
};

}  // namespace poolhouse::api
