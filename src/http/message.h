// What a handler is given and what it answers.
#pragma once

#include <chrono>
#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/log.h"

namespace poolhouse::http {

// Header fields in the order they came or will be sent. Names compare without case; repeated fields are kept.
class Headers {
 public:
  using Field = std::pair<std::string, std::string>;

  // Throws std::invalid_argument for a name that is no token or a value with a control character, so that
  // no text of a client can add a line to an answer.
  void add(std::string name, std::string value);
  // Replaces every field of that name.
  void set(std::string name, std::string value);
  void remove(std::string_view name);

  // The first field of that name.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  [[nodiscard]] std::size_t count(std::string_view name) const;
  [[nodiscard]] bool contains(std::string_view name) const { return find(name).has_value(); }

  [[nodiscard]] auto begin() const { return fields_.begin(); }
  [[nodiscard]] auto end() const { return fields_.end(); }
  [[nodiscard]] std::size_t size() const { return fields_.size(); }

 private:
  std::vector<Field> fields_;
};

struct Request {
  std::string method;
  // As sent, and its parts: the path decoded once, the query (without '?') as sent.
  std::string target;
  std::string path;
  std::string query;
  // What stood for the parameter of the route's pattern, if it has one.
  std::string path_parameter;
  Headers headers;
  std::string body;
  // The peer of the connection. Forwarding headers are not believed here.
  std::string remote_address;
  bool over_tls = false;
  // A new UUID for each request.
  std::string request_id;
};

struct Response {
  int status = 200;
  // Date, Content-Length and Connection are the server's to add.
  Headers headers;
  std::string body;
  // Sent when the time since its handler was called is a whole multiple of this; 0: at once.
  std::chrono::milliseconds sent_every{0};
  // Added to the line of the access log, e.g. {"operation", "SignUp"}.
  OwnedLogFields log_fields;

  [[nodiscard]] static Response empty(int status);
  [[nodiscard]] static Response json(int status, std::string body);
  [[nodiscard]] static Response text(int status, std::string body);
  // Not to be cached, framed, or sniffed; a page with a Content-Security-Policy of its own sets it after.
  [[nodiscard]] static Response html(int status, std::string body);
  // 302 unless told otherwise. `location` must be a checked and encoded URL.
  [[nodiscard]] static Response redirect(std::string location, int status = 302);
};

// Ordered name-value pairs of a query or an application/x-www-form-urlencoded body.
class Form {
 public:
  using Field = std::pair<std::string, std::string>;

  Form() = default;
  explicit Form(std::vector<Field> fields) : fields_(std::move(fields)) {}

  // The first of that name. OAuth forbids repeated parameters (RFC 6749, 3.1): ask `count` for them.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  [[nodiscard]] std::size_t count(std::string_view name) const;

  [[nodiscard]] auto begin() const { return fields_.begin(); }
  [[nodiscard]] auto end() const { return fields_.end(); }
  [[nodiscard]] std::size_t size() const { return fields_.size(); }

 private:
  std::vector<Field> fields_;
};

enum class FormFault { bad_encoding, too_many_fields };

// 100 fields are several times what any OAuth or login form has.
inline constexpr std::size_t kFormFieldsMax = 100;
[[nodiscard]] std::expected<Form, FormFault> decode_form(std::string_view text,
                                                         std::size_t fields_max = kFormFieldsMax);

// '+' stays '+', as in a path. Absent when a '%' is not followed by two hex digits.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);
// Keeps RFC 3986's unreserved characters, encodes every other byte.
[[nodiscard]] std::string percent_encode(std::string_view text);

// Without regard to case, ASCII only: header names and tokens.
[[nodiscard]] bool equal_without_case(std::string_view a, std::string_view b);

}  // namespace poolhouse::http
