#include "api/errors.h"

#include "api/json_writer.h"

namespace poolhouse::api {

std::string render_error_body(const ApiError& error) {
  std::string body = "{\"__type\":";
  append_json_string(body, error.code());
  body += ",\"message\":";
  append_json_string(body, error.message());
  if (!error.reason_code().empty()) {
    body += ",\"reasonCode\":";
    append_json_string(body, error.reason_code());
  }
  body.push_back('}');
  return body;
}

}  // namespace poolhouse::api
